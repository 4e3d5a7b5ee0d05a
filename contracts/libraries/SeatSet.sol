// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title SeatSet
/// @notice Sets of up to 256 seats in one word: bit s set means that seat s is in it.
library SeatSet {
    /// @dev Every other bit, pair, nibble and byte.
    uint256 private constant BITS = type(uint256).max / 3;
    uint256 private constant PAIRS = type(uint256).max / 5;
    uint256 private constant NIBBLES = type(uint256).max / 17;
    uint256 private constant BYTES = type(uint256).max / 255;

    /// @notice The set of the seats below a number.
    /// @param size At most 256.
    function below(uint256 size) internal pure returns (uint256) {
        return size == 0 ? 0 : type(uint256).max >> (256 - size);
    }

    /// @notice How many seats are in a set.
    function count(uint256 set) internal pure returns (uint256) {
        if (set == type(uint256).max) return 256;
        // Counts in parallel, in fields of 2, 4 and 8 bits, none of which can carry into the next: all bytes together
        // stay below 256.
        unchecked {
            set -= (set >> 1) & BITS;
            set = (set & PAIRS) + ((set >> 2) & PAIRS);
            set = (set + (set >> 4)) & NIBBLES;
            return (set * BYTES) >> 248;
        }
    }

    /// @notice The lowest seat of a set.
    /// @param set Not empty.
    function lowest(uint256 set) internal pure returns (uint256 seat) {
        // Solidity has no word for the opcode that counts leading zeros.
        assembly ("memory-safe") {
            seat := sub(255, clz(and(set, sub(0, set))))
        }
    }

    /// @notice The highest seat of a set.
    /// @param set Not empty.
    function highest(uint256 set) internal pure returns (uint256 seat) {
        assembly ("memory-safe") {
            seat := sub(255, clz(set))
        }
    }
}
