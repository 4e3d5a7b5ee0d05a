// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The standing of an operator. Jailed is cold: only the operator's own unjail ends it.
enum OperatorStatus {
    None,
    Active,
    Jailed
}

/// @notice An operator's identity.
struct Operator {
    // slot 0
    address controller;
    OperatorStatus status;
    uint40 jailedUntil;
    bool hasOwnReceiver;
    // slot 1: written only where it is not the controller
    address rewardsReceiver;
}

/// @notice An operator's stake, in the smallest unit of the staking currency.
struct StakeAccount {
    // slot 0
    uint128 active;
    uint128 unbonding;
    // slot 1: the stake that must stand again before a jailed operator is let out
    uint128 bail;
    uint40 releaseAt;
}

/// @notice A key that an operator brings, with what proves that it may.
struct OperatorKey {
    uint8 kind;
    bytes key;
    bytes proof;
}
