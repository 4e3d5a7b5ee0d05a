// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A task, unique for ever: keccak256 of chain, market and terms, which name the creator and its salt.
type TaskId is bytes32;
