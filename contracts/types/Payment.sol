// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice An amount for an account, in the smallest unit of a currency named beside it.
struct Payment {
    address to;
    uint128 amount;
}

/// @notice Shortens an array that was made for the most that could be paid.
/// @param count Payments that remain; at most the array's length.
function truncate(Payment[] memory payments, uint256 count) pure {
    // Solidity has no way to shorten an array in memory, and a copy would cost more than the payments themselves.
    assembly ("memory-safe") {
        mstore(payments, count)
    }
}
