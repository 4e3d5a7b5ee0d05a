// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A currency by its ERC-20 address; the zero address is the chain's native coin.
type Currency is address;

using {isNative, equals as ==} for Currency global;

/// @dev The chain's native coin.
Currency constant NATIVE = Currency.wrap(address(0));

/// @notice Whether a currency is the chain's native coin.
function isNative(Currency currency) pure returns (bool) {
    return Currency.unwrap(currency) == address(0);
}

/// @notice Whether two currencies are the same.
function equals(Currency left, Currency right) pure returns (bool) {
    return Currency.unwrap(left) == Currency.unwrap(right);
}
