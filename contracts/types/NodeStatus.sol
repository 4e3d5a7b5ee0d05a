// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {NO_STATUS, StatusSet, only} from "./StatusSet.sol";

/// @notice What an inference node does now. All are cold: only a call changes them.
enum NodeStatus {
    None,
    Available,
    Busy,
    PendingPause,
    Paused,
    PendingQuit,
    Quit,
    Slashed
}

using {NodeLife.canBecome} for NodeStatus global;

/// @title NodeLife
/// @notice The state machine of an inference node. The pending statuses are those of a node that will stop when its
/// task has ended, or when the round that may still draw it is drawn.
library NodeLife {
    /// @notice The statuses reachable in one step. This is the whole machine.
    // A table, and not a decision.
    // solhint-disable-next-line code-complexity
    function next(NodeStatus from) internal pure returns (StatusSet) {
        if (from == NodeStatus.Available)
            return
                set(NodeStatus.Busy) |
                set(NodeStatus.PendingPause) |
                set(NodeStatus.Paused) |
                set(NodeStatus.PendingQuit) |
                set(NodeStatus.Quit);
        if (from == NodeStatus.Busy)
            return
                set(NodeStatus.Available) |
                set(NodeStatus.PendingPause) |
                set(NodeStatus.PendingQuit) |
                set(NodeStatus.Paused) |
                set(NodeStatus.Slashed);
        if (from == NodeStatus.PendingPause)
            return
                set(NodeStatus.Busy) |
                set(NodeStatus.Available) |
                set(NodeStatus.Paused) |
                set(NodeStatus.PendingQuit) |
                set(NodeStatus.Quit) |
                set(NodeStatus.Slashed);
        if (from == NodeStatus.Paused) return set(NodeStatus.Available) | set(NodeStatus.Quit);
        if (from == NodeStatus.PendingQuit) return set(NodeStatus.Quit) | set(NodeStatus.Slashed);
        if (from == NodeStatus.Quit) return set(NodeStatus.Available);
        if (from == NodeStatus.Slashed) return set(NodeStatus.Available);
        if (from == NodeStatus.None) return set(NodeStatus.Available);
        return NO_STATUS;
    }

    /// @notice Whether a node may move from one status to another in one step.
    function canBecome(NodeStatus from, NodeStatus to) internal pure returns (bool) {
        return next(from).has(uint8(to));
    }

    /// @notice The set with one status.
    function set(NodeStatus status) internal pure returns (StatusSet) {
        return only(uint8(status));
    }
}
