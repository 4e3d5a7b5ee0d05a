// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceNodes} from "../../../../contracts/interfaces/IInferenceNodes.sol";
import {OperatorId} from "../../../../contracts/types/OperatorId.sol";
import {VM} from "../../helpers/Vm.sol";
import {InferenceWorks} from "./InferenceWorks.sol";

/// @title InferenceNodeActions
/// @notice What nodes do of their own accord, at any time, whatever state they are in.
abstract contract InferenceNodeActions is InferenceWorks {
    /// @notice Has a node come, rest, go or change; whatever its state does not allow must be refused by name.
    function node(uint256 seed) external {
        uint256 number = _draw(seed, "node", 1, NODES);
        bytes4[] memory refusals = new bytes4[](5);
        (refusals[0], refusals[1], refusals[2]) = (
            IInferenceNodes.InferenceNodeBadMove.selector,
            IInferenceNodes.InferenceNodeWaiting.selector,
            IInferenceNodes.InferenceRoundUndrawn.selector
        );
        (refusals[3], refusals[4]) = (
            IInferenceNodes.InferenceNodeSettled.selector,
            IInferenceNodes.InferenceNodeNotMember.selector
        );
        _try(_controllerOf(number), 0, _callOf(number, seed), refusals);
    }

    // A table, and not a decision.
    // solhint-disable-next-line code-complexity
    function _callOf(uint256 number, uint256 seed) private returns (bytes memory) {
        uint256 kind = _draw(seed, "kind", 0, 11);
        OperatorId operator = OperatorId.wrap(uint32(number));
        if (kind == 0) return abi.encodeCall(market.pauseNode, ());
        if (kind == 1) return abi.encodeCall(market.quitNode, ());
        if (kind == 2) return abi.encodeCall(market.settleNode, (operator));
        if (kind == 3) return abi.encodeCall(market.enterWaiting, (seed % 4));
        if (kind == 4) return abi.encodeCall(market.describeNode, (_versionOf(number - 1), new bytes32[](seed % 3)));
        if (kind == 5) _changeStake(operator, seed);
        if (kind == 5 || kind == 6) return abi.encodeCall(market.weighNode, (operator));
        bytes32[] memory models = new bytes32[](seed % 3);
        if (kind < 9) return abi.encodeCall(market.joinAsNode, (uint8(number % 2), _versionOf(number - 1), models));
        return abi.encodeCall(market.resumeNode, ());
    }

    function _changeStake(OperatorId operator, uint256 seed) private {
        address controller = _controllerOf(OperatorId.unwrap(operator));
        uint128 amount = uint128(_draw(seed, "stake", 1, 1 ether));
        bool isRich = registry.stakeOf(operator).active > 2 * amount;
        VM.prank(controller);
        if (seed % 2 == 0 && isRich) return registry.unstake(amount);
        registry.stake{value: amount}(operator, amount);
    }
}
