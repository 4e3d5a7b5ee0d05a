// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A pool of operators that serve one market with one capability, counted from 1; zero is none.
type PoolId is uint32;

using {equals as ==} for PoolId global;

/// @notice Whether two ids name the same pool.
function equals(PoolId left, PoolId right) pure returns (bool) {
    return PoolId.unwrap(left) == PoolId.unwrap(right);
}
