// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PoolId} from "./PoolId.sol";

/// @notice A committee: pool << 32 | number among the pool's committees, from 1. Zero is none.
type CommitteeId is uint64;

using {poolOf, numberOf, equals as ==} for CommitteeId global;

/// @notice The id of a pool's n-th committee.
function committeeId(PoolId pool, uint32 number) pure returns (CommitteeId) {
    return CommitteeId.wrap((uint64(PoolId.unwrap(pool)) << 32) | number);
}

/// @notice The pool whose roster the committee was sealed from.
function poolOf(CommitteeId committee) pure returns (PoolId) {
    return PoolId.wrap(uint32(CommitteeId.unwrap(committee) >> 32));
}

/// @notice Its number among the pool's committees, from 1.
function numberOf(CommitteeId committee) pure returns (uint32) {
    return uint32(CommitteeId.unwrap(committee));
}

/// @notice Whether two ids name the same committee.
function equals(CommitteeId left, CommitteeId right) pure returns (bool) {
    return CommitteeId.unwrap(left) == CommitteeId.unwrap(right);
}
