// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A job, unique for ever: keccak256 of chain, market and terms, which name the consumer and its salt.
type JobId is bytes32;
