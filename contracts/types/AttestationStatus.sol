// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {NO_STATUS, StatusSet, only} from "./StatusSet.sol";

/// @notice The life of an attested task. Warm statuses may change with time alone; cold ones may not.
enum AttestationStatus {
    None,
    // warm: Finalized when the dispute period is over
    Approved,
    Rejected,
    Challenged,
    // cold
    Overturned,
    // warm: Finalized from the next block on
    Upheld,
    // cold, and never stored: the one status reader derives it
    Finalized
}

using {AttestationLife.canBecome} for AttestationStatus global;

/// @title AttestationLife
/// @notice The state machine of an attested task.
library AttestationLife {
    /// @notice The statuses reachable in one step. This is the whole machine.
    function next(AttestationStatus from) internal pure returns (StatusSet) {
        if (from == AttestationStatus.None) return set(AttestationStatus.Approved) | set(AttestationStatus.Rejected);
        if (from == AttestationStatus.Approved)
            return set(AttestationStatus.Challenged) | set(AttestationStatus.Finalized);
        if (from == AttestationStatus.Rejected)
            return set(AttestationStatus.Challenged) | set(AttestationStatus.Finalized);
        if (from == AttestationStatus.Challenged)
            return set(AttestationStatus.Overturned) | set(AttestationStatus.Upheld);
        if (from == AttestationStatus.Upheld) return set(AttestationStatus.Finalized);
        return NO_STATUS;
    }

    /// @notice Whether a task may move from one status to another in one step.
    function canBecome(AttestationStatus from, AttestationStatus to) internal pure returns (bool) {
        return next(from).has(uint8(to));
    }

    /// @notice The set with one status.
    function set(AttestationStatus status) internal pure returns (StatusSet) {
        return only(uint8(status));
    }
}
