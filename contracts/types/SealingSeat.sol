// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OperatorId} from "./OperatorId.sol";

/// @notice What a seal needs to know of a seat.
/// @param operator Who held the seat at the version.
/// @param power Its active stake now, in the staking currency; zero while it is jailed.
/// @param keyHash Its key of the kind that was asked for, as in keyOf.
struct SealingSeat {
    OperatorId operator;
    uint128 power;
    bytes27 keyHash;
}
