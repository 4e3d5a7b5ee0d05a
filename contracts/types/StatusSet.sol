// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A set of statuses: bit i stands for the enum member with the value i.
type StatusSet is uint256;

using {has, union as |} for StatusSet global;

/// @dev The set without members: what a terminal status may become.
StatusSet constant NO_STATUS = StatusSet.wrap(0);

/// @notice The set with one member.
function only(uint8 status) pure returns (StatusSet) {
    return StatusSet.wrap(1 << status);
}

/// @notice Whether a status is a member.
function has(StatusSet statuses, uint8 status) pure returns (bool) {
    return (StatusSet.unwrap(statuses) >> status) & 1 == 1;
}

/// @notice The members of either set.
function union(StatusSet left, StatusSet right) pure returns (StatusSet) {
    return StatusSet.wrap(StatusSet.unwrap(left) | StatusSet.unwrap(right));
}
