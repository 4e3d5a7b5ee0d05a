// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Lanes
/// @notice Sixteen counts of 16 bits in one word.
library Lanes {
    /// @notice How many counts a word has.
    uint256 internal constant COUNT = 16;
    uint256 private constant WIDTH = 16;
    uint256 private constant LIMIT = type(uint16).max;

    /// @notice Thrown when a count is full.
    error LanesFull(uint256 lane);

    /// @notice One count.
    function get(uint256 lanes, uint256 lane) internal pure returns (uint256) {
        return (lanes >> (lane * WIDTH)) & LIMIT;
    }

    /// @notice The word with one more in a count.
    function increment(uint256 lanes, uint256 lane) internal pure returns (uint256) {
        if (get(lanes, lane) == LIMIT) revert LanesFull(lane);
        return lanes + (1 << (lane * WIDTH));
    }

    /// @notice The word with one less in a count, which is not zero.
    function decrement(uint256 lanes, uint256 lane) internal pure returns (uint256) {
        return lanes - (1 << (lane * WIDTH));
    }

    /// @notice The sum of the counts of a set of lanes; bit i stands for lane i.
    function sum(uint256 lanes, uint256 set) internal pure returns (uint256 total) {
        for (; set != 0; (set >>= 1, lanes >>= WIDTH)) {
            if (set & 1 == 1) total += lanes & LIMIT;
        }
    }

    /// @notice Which lane of a set the n-th counted thing is in, and which of that lane it is.
    /// @param n Less than the set's sum.
    function locate(uint256 lanes, uint256 set, uint256 n) internal pure returns (uint256 lane, uint256 index) {
        index = n;
        for (; lane < COUNT; ++lane) {
            if ((set >> lane) & 1 == 0) continue;
            uint256 count = get(lanes, lane);
            if (index < count) break;
            index -= count;
        }
    }
}
