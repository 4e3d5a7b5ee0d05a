// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title DeferredCall
/// @notice Calls that a market owes its users and that anyone may execute for a bounty: the guard, the price and the
/// lane. Each market keeps its own items and their states (see DeferredState).
/// @dev An EVM has no end-of-block hook; a permissionless, refunded execution in a later block takes its place.
library DeferredCall {
    /// @notice Gas that one owner's calls took in one block.
    struct Lane {
        // slot 0
        uint40 blockNumber;
        uint64 gasUsed;
    }

    /// @notice How one call is made.
    /// @param target The contract called.
    /// @param gasLimit Gas it gets, exactly.
    /// @param payload Calldata.
    /// @param reserve Gas that must be left for what follows, whatever the call burns.
    struct Call {
        address target;
        uint256 gasLimit;
        bytes payload;
        uint256 reserve;
    }

    /// @notice Thrown when a call is asked for in the block that scheduled it.
    error DeferredCallTooEarly(uint256 blockNumber, uint256 scheduledAt);

    /// @notice Thrown when a call is asked for after its life.
    error DeferredCallExpired(uint256 blockNumber, uint256 expiresAt);

    /// @notice Thrown when the transaction carries too little gas to give the call its limit and finish afterwards.
    error DeferredCallNeedsGas(uint256 available, uint256 needed);

    /// @notice Thrown when an owner's calls of this block would take more than LANE_GAS together.
    error DeferredCallLaneFull(address owner, uint256 gasUsed, uint256 gasLimit);

    /// @notice Gas that one owner's calls may take in one block.
    uint256 internal constant LANE_GAS = 5_000_000;
    /// @notice Largest gas limit of one call: with settlement it fits a transaction of 2^24 gas.
    uint256 internal constant MAX_GAS_LIMIT = 5_000_000;
    /// @notice Return data that is looked at, in bytes.
    uint256 internal constant MAX_RETURN_BYTES = 256;
    /// @notice Gas between the guard and the call.
    uint256 internal constant CUSHION = 5_000;
    /// @notice The bounty at once, in basis points of the cost.
    uint256 internal constant FIRST_BOUNTY_BPS = 1_000;
    /// @notice What each further block adds to the bounty.
    uint256 internal constant BOUNTY_STEP_BPS = 200;
    /// @notice The bounty at most.
    uint256 internal constant LAST_BOUNTY_BPS = 10_000;

    /// @notice Requires that a call may run now: after the block that scheduled it, and before it expires.
    function requireDue(uint256 scheduledAt, uint256 lifeBlocks) internal view {
        if (block.number <= scheduledAt) revert DeferredCallTooEarly(block.number, scheduledAt);
        requireAlive(scheduledAt, lifeBlocks);
    }

    /// @notice Requires that a call has not expired.
    function requireAlive(uint256 scheduledAt, uint256 lifeBlocks) internal view {
        uint256 expiresAt = scheduledAt + lifeBlocks;
        if (block.number > expiresAt) revert DeferredCallExpired(block.number, expiresAt);
    }

    /// @notice Takes gas from an owner's lane, so that a flood of calls crowds out only its author.
    function take(Lane storage lane, address owner, uint256 gasLimit) internal {
        uint256 used = lane.blockNumber == block.number ? lane.gasUsed : 0;
        if (used + gasLimit > LANE_GAS) revert DeferredCallLaneFull(owner, used, gasLimit);
        lane.blockNumber = uint40(block.number);
        lane.gasUsed = uint64(used + gasLimit);
    }

    /// @notice Makes the call with exactly its gas limit, or reverts when too little gas is at hand.
    /// @dev The guard stands before the call (EIP-150 keeps one 64th back), so no outer gas limit makes a call fail
    /// that would succeed. A target without code is a failure. At most MAX_RETURN_BYTES are copied.
    /// @return isSuccess Whether the call came back without reverting.
    /// @return returned The first bytes of what it returned.
    function perform(Call memory call) internal returns (bool isSuccess, bytes memory returned) {
        returned = new bytes(MAX_RETURN_BYTES);
        uint256 needed = Math.max((call.gasLimit * 64) / 63, call.gasLimit + call.reserve) + CUSHION;
        (address target, uint256 gasLimit, bytes memory payload) = (call.target, call.gasLimit, call.payload);
        if (gasleft() <= needed) revert DeferredCallNeedsGas(gasleft(), needed);
        if (target.code.length == 0) return (false, "");

        // Solidity would copy all that the callee returns, at the executor's cost.
        assembly ("memory-safe") {
            isSuccess := call(gasLimit, target, 0, add(payload, 0x20), mload(payload), 0, 0)
            let size := returndatasize()
            if gt(size, MAX_RETURN_BYTES) {
                size := MAX_RETURN_BYTES
            }
            returndatacopy(add(returned, 0x20), 0, size)
            mstore(returned, size)
        }
    }

    /// @notice What an executor is owed: its gas at a bounded price, and a bounty that grows with the call's age.
    /// @param gasUsed Gas of the whole transaction.
    /// @param age Blocks since the call was due.
    /// @param maxTip Most wei a unit of gas above the base fee.
    /// @param budget Wei that is there.
    function price(uint256 gasUsed, uint256 age, uint256 maxTip, uint256 budget) internal view returns (uint256) {
        uint256 gasPrice = Math.min(tx.gasprice, block.basefee + maxTip);
        uint256 bountyBps = Math.min(FIRST_BOUNTY_BPS + age * BOUNTY_STEP_BPS, LAST_BOUNTY_BPS);
        uint256 cost = gasUsed * gasPrice;
        return Math.min(cost + (cost * bountyBps) / 10_000, budget);
    }

    /// @notice Gas of a transaction, from what it measured itself: the intrinsic 21,000 and its calldata at 16 gas a
    /// byte, or the floor of EIP-7623 at 40 a byte, whichever is more.
    /// @param dataBytes Bytes of calldata that the call needs; padding that an executor adds is not refunded.
    function transactionGas(uint256 measured, uint256 dataBytes) internal pure returns (uint256) {
        return 21_000 + Math.max(measured + 16 * dataBytes, 40 * dataBytes);
    }
}
