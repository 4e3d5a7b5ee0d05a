// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {NO_STATUS, StatusSet, only} from "./StatusSet.sol";

/// @notice The life of a job. Warm statuses may change with time alone; cold ones may not.
enum JobStatus {
    None,
    // warm: Open ends when the start has passed, Matched at its deadline, Assigned with its last window
    Open,
    Matched,
    Assigned,
    // cold
    Done,
    Cancelled
}

using {JobLife.canBecome} for JobStatus global;

/// @title JobLife
/// @notice The state machine of a job.
library JobLife {
    /// @notice The statuses reachable in one step. This is the whole machine.
    function next(JobStatus from) internal pure returns (StatusSet) {
        if (from == JobStatus.None) return set(JobStatus.Open);
        if (from == JobStatus.Open) return set(JobStatus.Matched) | set(JobStatus.Cancelled);
        if (from == JobStatus.Matched) return set(JobStatus.Open) | set(JobStatus.Assigned) | set(JobStatus.Cancelled);
        if (from == JobStatus.Assigned) return set(JobStatus.Done) | set(JobStatus.Cancelled);
        return NO_STATUS;
    }

    /// @notice Whether a job may move from one status to another in one step.
    function canBecome(JobStatus from, JobStatus to) internal pure returns (bool) {
        return next(from).has(uint8(to));
    }

    /// @notice The set with one status.
    function set(JobStatus status) internal pure returns (StatusSet) {
        return only(uint8(status));
    }
}
