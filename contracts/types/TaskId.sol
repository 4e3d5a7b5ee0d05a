// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A task, unique for ever: keccak256 of chain, market, creator and the creator's salt.
type TaskId is bytes32;
