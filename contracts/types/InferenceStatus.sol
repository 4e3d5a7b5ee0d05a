// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {NO_STATUS, StatusSet, only} from "./StatusSet.sol";

/// @notice The life of an inference task. Warm statuses may end by the clock alone; cold ones may not.
enum InferenceStatus {
    None,
    // warm
    Queued,
    Started,
    ParametersUploaded,
    ScoreReady,
    ErrorReported,
    Validated,
    GroupValidated,
    // cold
    EndInvalidated,
    EndSuccess,
    EndAborted,
    EndGroupRefund,
    EndGroupSuccess
}

using {InferenceLife.canBecome, InferenceLife.isOver} for InferenceStatus global;

/// @title InferenceLife
/// @notice The state machine of an inference task.
library InferenceLife {
    /// @notice The statuses reachable in one step. This is the whole machine.
    // A table, and not a decision.
    // solhint-disable-next-line code-complexity
    function next(InferenceStatus from) internal pure returns (StatusSet) {
        if (from == InferenceStatus.None) return set(InferenceStatus.Queued);
        if (from == InferenceStatus.Queued) return set(InferenceStatus.Started) | set(InferenceStatus.EndAborted);
        if (from == InferenceStatus.Started)
            return set(InferenceStatus.ParametersUploaded) | set(InferenceStatus.EndAborted);
        if (from == InferenceStatus.ParametersUploaded)
            return
                set(InferenceStatus.ScoreReady) | set(InferenceStatus.ErrorReported) | set(InferenceStatus.EndAborted);
        if (from == InferenceStatus.ScoreReady)
            return
                set(InferenceStatus.Validated) |
                set(InferenceStatus.GroupValidated) |
                set(InferenceStatus.EndGroupRefund) |
                set(InferenceStatus.EndInvalidated) |
                set(InferenceStatus.EndAborted);
        if (from == InferenceStatus.ErrorReported)
            return set(InferenceStatus.EndInvalidated) | set(InferenceStatus.EndAborted);
        if (from == InferenceStatus.Validated) return set(InferenceStatus.EndSuccess) | set(InferenceStatus.EndAborted);
        if (from == InferenceStatus.GroupValidated)
            return set(InferenceStatus.EndGroupSuccess) | set(InferenceStatus.EndAborted);
        return NO_STATUS;
    }

    /// @notice Whether a task may move from one status to another in one step.
    function canBecome(InferenceStatus from, InferenceStatus to) internal pure returns (bool) {
        return next(from).has(uint8(to));
    }

    /// @notice Whether a task has ended.
    function isOver(InferenceStatus status) internal pure returns (bool) {
        return status > InferenceStatus.GroupValidated;
    }

    /// @notice The set with one status.
    function set(InferenceStatus status) internal pure returns (StatusSet) {
        return only(uint8(status));
    }
}
