// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Assert
/// @notice The comparisons of a Solidity test; each reverts with what it saw.
library Assert {
    /// @notice Thrown when two numbers should be equal.
    error AssertNotEqual(uint256 actual, uint256 expected);

    /// @notice Thrown when a number should be no larger than another.
    error AssertNotAtMost(uint256 actual, uint256 most);

    /// @notice Thrown when a claim should hold.
    error AssertFalse(string claim);

    /// @notice Reverts unless the numbers are equal.
    function isEqual(uint256 actual, uint256 expected) internal pure {
        if (actual != expected) revert AssertNotEqual(actual, expected);
    }

    /// @notice Reverts unless the first number is no larger.
    function isAtMost(uint256 actual, uint256 most) internal pure {
        if (actual > most) revert AssertNotAtMost(actual, most);
    }

    /// @notice Reverts unless the claim holds.
    function isTrue(bool holds, string memory claim) internal pure {
        if (!holds) revert AssertFalse(claim);
    }

    /// @notice The number brought into `[low, high]`, evenly.
    function bound(uint256 value, uint256 low, uint256 high) internal pure returns (uint256) {
        if (low == 0 && high == type(uint256).max) return value;
        return low + (value % (high - low + 1));
    }
}
