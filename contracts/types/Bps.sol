// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A share in basis points: 10,000 is the whole.
type Bps is uint16;

using {portionOf, isWithin} for Bps global;

/// @notice What the share of an amount comes to, rounded down.
function portionOf(Bps share, uint256 amount) pure returns (uint256) {
    return (amount * Bps.unwrap(share)) / 10_000;
}

/// @notice Whether one share is no larger than another.
function isWithin(Bps share, Bps limit) pure returns (bool) {
    return Bps.unwrap(share) <= Bps.unwrap(limit);
}
