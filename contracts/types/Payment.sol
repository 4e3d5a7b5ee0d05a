// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice An amount for an account, in the smallest unit of a currency named beside it.
struct Payment {
    address to;
    uint128 amount;
}
