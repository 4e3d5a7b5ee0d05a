// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DeferredState} from "../../../contracts/types/DeferredState.sol";
import {DispatchStatus} from "../../../contracts/types/DispatchStatus.sol";
import {TaskRequest} from "../../../contracts/types/DispatchTask.sol";
import {TaskId} from "../../../contracts/types/TaskId.sol";

/// @notice What the test knows of a task, kept in plain Solidity beside the market.
/// @param status Where the task should stand.
/// @param seenStatus What the market last said was stored.
/// @param callback Where the callback should stand.
/// @param out Bit p: position p submitted, skipped or missed its turn.
/// @param committed Bit p: position p committed.
/// @param committedAt Block of the last commitment wanted, or 0.
/// @param lostAt Blocks in which positions were lost, in order.
/// @param sharesOwed What runners and the actor are still to get, in the task's currency.
/// @param nativeOwed What is left of the callback's budget, in wei.
/// @param locked All that was ever locked, by currency: native, token.
/// @param paid All that ever left, by currency: native, token.
struct TaskBook {
    TaskId id;
    TaskRequest request;
    DispatchStatus status;
    DispatchStatus seenStatus;
    DeferredState callback;
    bool isBlameless;
    uint32 round;
    uint32 rosterVersion;
    uint32 rosterSize;
    uint40 submittedAt;
    uint40 sealedAt;
    uint256 out;
    uint256 committed;
    uint256 committedAt;
    uint256[] lostAt;
    uint256[] entries;
    bytes32[] variants;
    bytes[] results;
    uint256 sharesOwed;
    uint256 nativeOwed;
    uint256[2] locked;
    uint256[2] paid;
    uint256 finalizations;
    uint256 paidTwice;
}
