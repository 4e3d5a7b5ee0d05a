// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title PlainPermutation
/// @notice `Permutation` without assembly and without cleverness, for tests to compare it with.
library PlainPermutation {
    /// @notice The seat at a position.
    function seatAt(bytes32 seed, uint256 size, uint256 position) internal pure returns (uint256 seat) {
        uint256 side = ceilSqrt(size);
        seat = position;
        do {
            uint256 left = seat / side;
            uint256 right = seat % side;
            for (uint256 round; round < 10; round++) {
                (left, right) = (right, (left + (_mix(seed, round, right) % side)) % side);
            }
            seat = left * side + right;
        } while (seat >= size);
    }

    /// @notice The position of a seat.
    function positionOf(bytes32 seed, uint256 size, uint256 seat) internal pure returns (uint256 position) {
        uint256 side = ceilSqrt(size);
        position = seat;
        do {
            uint256 left = position / side;
            uint256 right = position % side;
            for (uint256 round = 10; round > 0; round--) {
                (left, right) = ((right + side - (_mix(seed, round - 1, left) % side)) % side, left);
            }
            position = left * side + right;
        } while (position >= size);
    }

    /// @notice The smallest number whose square is no smaller, found by halving an interval.
    function ceilSqrt(uint256 value) internal pure returns (uint256) {
        uint256 low = 0;
        uint256 high = 2 ** 17;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (middle * middle >= value) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    function _mix(bytes32 seed, uint256 round, uint256 half) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, (round << 32) | half)));
    }
}
