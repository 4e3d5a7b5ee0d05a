// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DeferredCall} from "../../../contracts/libraries/DeferredCall.sol";

/// @title DeferredCallHarness
/// @notice Opens the library to tests, one call or a whole scan of gas limits at a time.
contract DeferredCallHarness {
    using DeferredCall for DeferredCall.Lane;

    /// @notice How a call went under one outer gas limit.
    enum Outcome {
        OutOfGas,
        Refused,
        Failed,
        Succeeded
    }

    /// @notice What an executor is owed, in wei.
    event Priced(uint256 owed);

    mapping(address owner => DeferredCall.Lane lane) private _lanes;

    /// @notice Makes the call.
    /// @return isSuccess Whether it came back without reverting.
    /// @return returned What was kept of its answer.
    /// @return gasAfter Gas left behind the call.
    function perform(
        DeferredCall.Call calldata call
    ) external returns (bool isSuccess, bytes memory returned, uint256 gasAfter) {
        DeferredCall.Call memory copied = call;
        (isSuccess, returned) = DeferredCall.perform(copied);
        gasAfter = gasleft();
    }

    /// @notice Makes the same call under many outer gas limits: from `low`, in steps, `count` of them.
    /// @return outcomes How each went.
    /// @return gasAfters Gas left behind each call that was made.
    function scan(
        DeferredCall.Call calldata call,
        uint256 low,
        uint256 step,
        uint256 count
    ) external returns (Outcome[] memory outcomes, uint256[] memory gasAfters) {
        outcomes = new Outcome[](count);
        gasAfters = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            (outcomes[i], gasAfters[i]) = _performWith(call, low + i * step);
        }
    }

    function _performWith(DeferredCall.Call calldata call, uint256 outerGas) private returns (Outcome, uint256) {
        require(gasleft() - gasleft() / 32 > outerGas, "the scan is short of gas");
        (bool isDone, bytes memory data) = address(this).call{gas: outerGas}(abi.encodeCall(this.perform, (call)));
        if (!isDone) {
            bool isRefused = bytes4(data) == DeferredCall.DeferredCallNeedsGas.selector;
            require(isRefused || data.length == 0, "neither refused nor out of gas");
            return (isRefused ? Outcome.Refused : Outcome.OutOfGas, 0);
        }
        (bool isSuccess, , uint256 gasAfter) = abi.decode(data, (bool, bytes, uint256));
        return (isSuccess ? Outcome.Succeeded : Outcome.Failed, gasAfter);
    }

    /// @notice Reverts unless the call is due.
    function requireDue(uint256 scheduledAt, uint256 lifeBlocks) external view {
        DeferredCall.requireDue(scheduledAt, lifeBlocks);
    }

    /// @notice Takes gas from an owner's lane, once for each limit.
    function take(address owner, uint256[] calldata gasLimits) external {
        for (uint256 i; i < gasLimits.length; ++i) {
            _lanes[owner].requireRoom(owner, gasLimits[i]);
            _lanes[owner].charge(gasLimits[i]);
        }
    }

    /// @notice Emits what an executor is owed.
    function price(uint256 gasUsed, uint256 age, uint256 maxTip, uint256 budget) external {
        emit Priced(DeferredCall.price(gasUsed, age, maxTip, budget));
    }

    /// @notice Gas of a transaction.
    function transactionGas(uint256 measured, uint256 dataBytes) external pure returns (uint256) {
        return DeferredCall.transactionGas(measured, dataBytes);
    }
}
