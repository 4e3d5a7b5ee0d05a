// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Permutation
/// @notice A keyed shuffle of `[0, size)` that is read one element at a time, and backwards, at a cost that does not
/// grow with the size.
/// @dev A balanced Feistel network over the square of side `ceil(sqrt(size))`, repeated until the value falls below
/// `size` (cycle walking). One round is `(l, r) → (r, (l + f) mod side)`, where `f` is the keccak256 of 64 bytes:
/// the seed, then `round << 32 | r`. A walk takes `side² / size` passes on average: 2 at size 2, 1.3 at 37, 1 from a
/// thousand on. The seed must be unknown to everybody when the size and the positions that matter are fixed.
library Permutation {
    /// @notice Rounds of one pass, an even number. Fewer are measurably biased on rosters of four to sixteen.
    uint256 internal constant ROUNDS = 10;

    /// @notice The largest size that can be shuffled.
    uint256 internal constant MAX_SIZE = 2 ** 32;

    /// @dev One round more in the word that is hashed, above the bits of a half.
    uint256 private constant TAG_STEP = 0x100000000;

    /// @notice Thrown when the index is not below the size, or when the size is above `MAX_SIZE`.
    error PermutationOutOfRange(uint256 index, uint256 size);

    /// @notice Which seat stands at a position of the shuffled order.
    /// @param seed The key of the shuffle.
    /// @param size How many seats there are, 1 to `MAX_SIZE`.
    /// @param position Place in the shuffled order, below `size`.
    /// @return seat The seat at that place, below `size`.
    function seatAt(bytes32 seed, uint256 size, uint256 position) internal pure returns (uint256 seat) {
        _requireInRange(position, size);

        uint256 side = _ceilSqrt(size);
        seat = position;
        do {
            seat = _forward(seed, side, seat);
        } while (seat >= size);
    }

    /// @notice Which position of the shuffled order a seat stands at. The inverse of `seatAt`.
    /// @param seed The key of the shuffle.
    /// @param size How many seats there are, 1 to `MAX_SIZE`.
    /// @param seat The seat to look for, below `size`.
    /// @return position Its place in the shuffled order, below `size`.
    function positionOf(bytes32 seed, uint256 size, uint256 seat) internal pure returns (uint256 position) {
        _requireInRange(seat, size);

        uint256 side = _ceilSqrt(size);
        position = seat;
        do {
            position = _backward(seed, side, position);
        } while (position >= size);
    }

    function _requireInRange(uint256 index, uint256 size) private pure {
        if (index >= size || size > MAX_SIZE) revert PermutationOutOfRange(index, size);
    }

    /// @dev Assembly because Solidity would allocate memory anew for each 64-byte block, while the scratch space holds
    /// one. Two rounds a turn, so that the halves need no swap. Both stay below `side`, which is at most 2^16.
    function _forward(bytes32 seed, uint256 side, uint256 value) private pure returns (uint256 image) {
        assembly ("memory-safe") {
            mstore(0x00, seed)
            let left := div(value, side)
            let right := mod(value, side)
            let end := shl(32, ROUNDS)
            for {
                let tag := 0
            } lt(tag, end) {
                tag := add(tag, TAG_STEP)
            } {
                mstore(0x20, or(tag, right))
                left := addmod(left, keccak256(0x00, 0x40), side)
                tag := add(tag, TAG_STEP)
                mstore(0x20, or(tag, left))
                right := addmod(right, keccak256(0x00, 0x40), side)
            }
            image := add(mul(left, side), right)
        }
    }

    /// @dev Assembly for the same reason. A round is undone by subtracting what it added.
    function _backward(bytes32 seed, uint256 side, uint256 image) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            mstore(0x00, seed)
            let left := div(image, side)
            let right := mod(image, side)
            for {
                let tag := shl(32, ROUNDS)
            } tag {} {
                tag := sub(tag, TAG_STEP)
                mstore(0x20, or(tag, left))
                right := addmod(right, sub(side, mod(keccak256(0x00, 0x40), side)), side)
                tag := sub(tag, TAG_STEP)
                mstore(0x20, or(tag, right))
                left := addmod(left, sub(side, mod(keccak256(0x00, 0x40), side)), side)
            }
            value := add(mul(left, side), right)
        }
    }

    /// @dev Three Newton steps from an estimate within half of the root leave an error below one up to 2^33.
    function _ceilSqrt(uint256 value) private pure returns (uint256 root) {
        // The value is 1 to 2^32 and every estimate 1 to 2^17, so nothing overflows and nothing divides by zero.
        unchecked {
            root = _estimateSqrt(value);
            root = (root + value / root) >> 1;
            root = (root + value / root) >> 1;
            root = (root + value / root) >> 1;
            if (root * root < value) return root + 1;
            if ((root - 1) * (root - 1) >= value) return root - 1;
        }
    }

    /// @dev One and a half times the power of two at or below the root.
    function _estimateSqrt(uint256 value) private pure returns (uint256 estimate) {
        estimate = 3;
        if (value >= 2 ** 32) return estimate << 15;
        if (value >= 2 ** 16) {
            value >>= 16;
            estimate <<= 8;
        }
        if (value >= 2 ** 8) {
            value >>= 8;
            estimate <<= 4;
        }
        if (value >= 2 ** 4) {
            value >>= 4;
            estimate <<= 2;
        }
        if (value >= 2 ** 2) estimate <<= 1;
        estimate >>= 1;
    }
}
