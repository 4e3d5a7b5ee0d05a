// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A pool of operators that serve one market with one capability, counted from 1; zero is none.
type PoolId is uint32;
