// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DeferredState} from "./DeferredState.sol";
import {DispatchStatus} from "./DispatchStatus.sol";
import {PoolId} from "./PoolId.sol";

/// @notice What is stored of a dispatched task at submission, in one word. From the low end:
/// status 8 · callback 8 · numRunners 8 · isCommitted 8 · isBumped 8 · isBlameless 8 · responseBlocks 16 ·
/// timeoutBlocks 24 · pool 32 · rosterVersion 32 · rosterSize 32 · round 32 · submittedAt 40.
/// isCommitted: results are committed to before they are revealed. isBumped: the callback's budget grew.
/// isBlameless: a verifier or validator that governance has not vetted judges results, so no runner is ever blamed.
type TaskHead is uint256;

using {
    status,
    callback,
    numRunners,
    isCommitted,
    isBumped,
    isBlameless,
    responseBlocks,
    pool,
    rosterVersion,
    rosterSize,
    round,
    submittedAt,
    timeoutBlock,
    withStatus,
    withCallback,
    withBumped,
    withRound
} for TaskHead global;

/// @notice The parts of a head that a submission decides.
struct TaskHeadParts {
    uint8 numRunners;
    bool isCommitted;
    bool isBlameless;
    uint16 responseBlocks;
    uint24 timeoutBlocks;
    PoolId pool;
    uint32 rosterVersion;
    uint32 rosterSize;
    uint32 round;
    uint40 submittedAt;
}

/// @notice The head of a new task, with the status None.
function packHead(TaskHeadParts memory parts) pure returns (TaskHead) {
    uint256 word = uint256(parts.submittedAt) << 216;
    word |= (uint256(parts.round) << 184) | (uint256(parts.rosterSize) << 152) | (uint256(parts.rosterVersion) << 120);
    word |= (uint256(PoolId.unwrap(parts.pool)) << 88) | (uint256(parts.timeoutBlocks) << 64);
    word |= (uint256(parts.responseBlocks) << 48) | (uint256(parts.numRunners) << 16);
    word |= (parts.isCommitted ? 1 << 24 : 0) | (parts.isBlameless ? 1 << 40 : 0);
    return TaskHead.wrap(word);
}

function status(TaskHead head) pure returns (DispatchStatus) {
    return DispatchStatus(uint8(TaskHead.unwrap(head)));
}

function callback(TaskHead head) pure returns (DeferredState) {
    return DeferredState(uint8(TaskHead.unwrap(head) >> 8));
}

function numRunners(TaskHead head) pure returns (uint8) {
    return uint8(TaskHead.unwrap(head) >> 16);
}

function isCommitted(TaskHead head) pure returns (bool) {
    return uint8(TaskHead.unwrap(head) >> 24) != 0;
}

function isBumped(TaskHead head) pure returns (bool) {
    return uint8(TaskHead.unwrap(head) >> 32) != 0;
}

function isBlameless(TaskHead head) pure returns (bool) {
    return uint8(TaskHead.unwrap(head) >> 40) != 0;
}

function responseBlocks(TaskHead head) pure returns (uint16) {
    return uint16(TaskHead.unwrap(head) >> 48);
}

function pool(TaskHead head) pure returns (PoolId) {
    return PoolId.wrap(uint32(TaskHead.unwrap(head) >> 88));
}

function rosterVersion(TaskHead head) pure returns (uint32) {
    return uint32(TaskHead.unwrap(head) >> 120);
}

function rosterSize(TaskHead head) pure returns (uint32) {
    return uint32(TaskHead.unwrap(head) >> 152);
}

function round(TaskHead head) pure returns (uint32) {
    return uint32(TaskHead.unwrap(head) >> 184);
}

function submittedAt(TaskHead head) pure returns (uint256) {
    return TaskHead.unwrap(head) >> 216;
}

/// @notice The first block in which the task is out of time.
function timeoutBlock(TaskHead head) pure returns (uint256) {
    return submittedAt(head) + uint24(TaskHead.unwrap(head) >> 64);
}

function withStatus(TaskHead head, DispatchStatus newStatus) pure returns (TaskHead) {
    return TaskHead.wrap((TaskHead.unwrap(head) & ~uint256(0xff)) | uint256(uint8(newStatus)));
}

function withCallback(TaskHead head, DeferredState newState) pure returns (TaskHead) {
    return TaskHead.wrap((TaskHead.unwrap(head) & ~uint256(0xff << 8)) | (uint256(uint8(newState)) << 8));
}

function withBumped(TaskHead head, bool bumped) pure returns (TaskHead) {
    return TaskHead.wrap((TaskHead.unwrap(head) & ~uint256(0xff << 32)) | (bumped ? 1 << 32 : 0));
}

function withRound(TaskHead head, uint32 newRound) pure returns (TaskHead) {
    return TaskHead.wrap((TaskHead.unwrap(head) & ~uint256(0xffffffff << 184)) | (uint256(newRound) << 184));
}
