// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev Kind of the attesting key: BLS12-381, in G2.
uint8 constant BLS_KEY = 0;

/// @dev Kind of the encryption key, to which a node's parameters are encrypted: a point of Baby Jubjub.
uint8 constant ENCRYPTION_KEY = 1;
