// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Series} from "../types/JobSchedule.sol";

/// @title ScheduleOverlap
/// @notice Whether two series of executions ever run at once: exact, in as many steps as Euclid's algorithm takes,
/// however many executions there are.
/// @dev A series has a count of at least 1, a duration of at least 1 and, where it has more than one execution, an
/// interval no shorter than its duration. Executions that touch do not overlap.
library ScheduleOverlap {
    /// @notice Whether an execution of one series and an execution of the other run at the same time.
    function overlaps(Series memory left, Series memory right) internal pure returns (bool) {
        // Types of 24 to 48 bits: no sum or product below leaves 128 bits.
        unchecked {
            if (endOf(left) <= right.start || endOf(right) <= left.start) return false;
            int256 offset = int256(uint256(left.start)) - int256(uint256(right.start));
            uint256 begun = _countUpTo(left, right, offset + int256(uint256(left.duration)) - 1);
            uint256 over = _countUpTo(left, right, offset - int256(uint256(right.duration)));
            return begun > over;
        }
    }

    /// @notice When the last execution of a series is over.
    function endOf(Series memory series) internal pure returns (uint256) {
        unchecked {
            return uint256(series.start) + (uint256(series.count) - 1) * series.interval + series.duration;
        }
    }

    /// @dev Over all executions i of the left series, how many executions j of the right one have
    /// `j * right.interval <= x + i * left.interval`: with one `x` those that began before i ends, with another those
    /// that were over before it began.
    function _countUpTo(Series memory left, Series memory right, int256 x) private pure returns (uint256 sum) {
        uint256 step = _stepOf(left);
        uint256 other = _stepOf(right);
        unchecked {
            // Before `first` it is none, from `last` on it is all of them.
            uint256 first = _stepsTo(0, x, step, left.count);
            uint256 last = _stepsTo(int256((uint256(right.count) - 1) * other), x, step, left.count);
            sum = (left.count - last) * right.count;
            if (last <= first) return sum;
            uint256 from = uint256(x + int256(first * step));
            return sum + floorSum(last - first, other, step, from) + (last - first);
        }
    }

    /// @dev The first i, at most `limit`, with `x + i * step >= target`.
    function _stepsTo(int256 target, int256 x, uint256 step, uint256 limit) private pure returns (uint256 steps) {
        unchecked {
            if (x >= target) return 0;
            steps = (uint256(target - x) + step - 1) / step;
            return steps < limit ? steps : limit;
        }
    }

    /// @dev Of a single execution no interval counts, but nothing is divided by zero.
    function _stepOf(Series memory series) private pure returns (uint256) {
        return series.count == 1 ? 1 : series.interval;
    }

    /// @notice The sum of `floor((a * i + b) / m)` over all i below n.
    /// @param m At least 1.
    function floorSum(uint256 n, uint256 m, uint256 a, uint256 b) internal pure returns (uint256 sum) {
        // The callers' numbers have 128 bits at most, and each round makes them smaller.
        unchecked {
            while (true) {
                sum += ((n * (n - 1)) / 2) * (a / m) + n * (b / m);
                a %= m;
                b %= m;
                uint256 highest = a * n + b;
                if (highest < m) return sum;
                n = highest / m;
                b = highest % m;
                (m, a) = (a, m);
            }
        }
    }
}
