// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The life of a deferred call.
/// None → Scheduled → Executed | Failed | Cancelled; Failed → Executed | Failed | Cancelled while it has not expired.
/// Executing is never at rest: it stands only while the call runs.
enum DeferredState {
    None,
    Scheduled,
    Executing,
    Executed,
    Failed,
    Cancelled
}
