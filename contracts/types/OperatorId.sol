// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice An operator, counted from 1; zero is nobody.
type OperatorId is uint32;
