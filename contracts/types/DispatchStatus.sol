// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {NO_STATUS, StatusSet, only} from "./StatusSet.sol";

/// @notice The life of a dispatched task. Warm statuses may change with time alone; cold ones may not.
enum DispatchStatus {
    None,
    // warm: becomes TimedOut at its timeout block
    Pending,
    // cold
    Completed,
    TimedOut,
    Failed,
    Finalized
}

using {DispatchLife.canBecome} for DispatchStatus global;

/// @title DispatchLife
/// @notice The state machine of a dispatched task.
library DispatchLife {
    /// @notice The statuses reachable in one step. This is the whole machine.
    function next(DispatchStatus from) internal pure returns (StatusSet) {
        if (from == DispatchStatus.None) return set(DispatchStatus.Pending);
        if (from == DispatchStatus.Pending)
            return set(DispatchStatus.Completed) | set(DispatchStatus.TimedOut) | set(DispatchStatus.Failed);
        if (from == DispatchStatus.Completed) return set(DispatchStatus.Finalized);
        if (from == DispatchStatus.TimedOut) return set(DispatchStatus.Finalized);
        if (from == DispatchStatus.Failed) return set(DispatchStatus.Finalized);
        return NO_STATUS;
    }

    /// @notice Whether a task may move from one status to another in one step.
    function canBecome(DispatchStatus from, DispatchStatus to) internal pure returns (bool) {
        return next(from).has(uint8(to));
    }

    /// @notice The set with one status.
    function set(DispatchStatus status) internal pure returns (StatusSet) {
        return only(uint8(status));
    }
}
