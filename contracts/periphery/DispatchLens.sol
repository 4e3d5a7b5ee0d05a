// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IDispatcher} from "../interfaces/IDispatcher.sol";
import {DeferredState} from "../types/DeferredState.sol";
import {
    COMMITTED_SHIFT,
    DispatchProgress,
    MASK,
    MAX_POSITIONS,
    NO_SHOW_SHIFT,
    SKIPPED_SHIFT
} from "../types/DispatchProgress.sol";
import {DispatchStatus} from "../types/DispatchStatus.sol";
import {TaskTerms} from "../types/DispatchTask.sol";
import {PoolId} from "../types/PoolId.sol";
import {TaskHead} from "../types/TaskHead.sol";
import {TaskId} from "../types/TaskId.sol";

/// @title DispatchLens
/// @notice Spells out what the Dispatcher stores of a task. Nothing depends on it.
contract DispatchLens {
    /// @notice A task as storage has it. Sets of positions are bitmaps: bit p stands for position p.
    struct TaskView {
        DispatchStatus status;
        DeferredState callback;
        PoolId pool;
        uint256 requestedCount;
        uint256 submittedCount;
        uint256 submissionBlock;
        uint256 timeoutBlock;
        uint256 responseBlocks;
        uint256 round;
        uint256 rosterVersion;
        uint256 rosterSize;
        uint256 window;
        uint256 submittedPositions;
        uint256 committedPositions;
        uint256 skippedPositions;
        uint256 noShowPositions;
        bytes32 record;
    }

    /// @notice Thrown when the terms given are not the task's.
    error LensWrongTerms(TaskId id, TaskId given);

    /// @notice The Dispatcher that is looked at.
    IDispatcher public immutable dispatcher;

    constructor(IDispatcher dispatcher_) {
        dispatcher = dispatcher_;
    }

    /// @notice What storage says of a task; the status is as of now.
    function taskOf(TaskId id) public view returns (TaskView memory task) {
        (TaskHead head, DispatchProgress progress, bytes32 record) = dispatcher.stateOf(id);
        uint256 word = DispatchProgress.unwrap(progress);

        task.status = dispatcher.statusOf(id);
        task.callback = head.callback();
        task.pool = head.pool();
        task.requestedCount = head.numRunners();
        task.submittedCount = progress.submittedCount();
        task.submissionBlock = head.submittedAt();
        task.timeoutBlock = head.timeoutBlock();
        task.responseBlocks = head.responseBlocks();
        task.round = head.round();
        task.rosterVersion = head.rosterVersion();
        task.rosterSize = head.rosterSize();
        uint256 limit = Math.min(head.rosterSize(), MAX_POSITIONS);
        task.window = Math.min(head.numRunners() + progress.lostCount(), limit);
        task.submittedPositions = word & MASK;
        task.committedPositions = (word >> COMMITTED_SHIFT) & MASK;
        task.skippedPositions = (word >> SKIPPED_SHIFT) & MASK;
        task.noShowPositions = (word >> NO_SHOW_SHIFT) & MASK;
        task.record = record;
    }

    /// @notice The same, beside terms that are checked to be the task's.
    function taskWithTerms(
        TaskId id,
        TaskTerms calldata terms
    ) external view returns (TaskView memory task, TaskTerms memory checkedTerms) {
        task = taskOf(id);
        TaskId given = dispatcher.taskIdOf(terms);
        if (TaskId.unwrap(given) != TaskId.unwrap(id)) revert LensWrongTerms(id, given);
        checkedTerms = terms;
    }
}
