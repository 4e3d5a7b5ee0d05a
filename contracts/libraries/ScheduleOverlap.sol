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
            (uint256 start, uint256 other) = (left.start, right.start);
            uint256 otherEnd = endOf(right);
            if (endOf(left) <= other || otherEnd <= start) return false;
            uint256 step = _stepOf(left);
            uint256 firstEnd = start + left.duration;
            // The executions that end after the other series begins, and begin before it ends.
            uint256 first = firstEnd > other ? 0 : (other - firstEnd) / step + 1;
            uint256 last = (otherEnd - start + step - 1) / step;
            if (last > left.count) last = left.count;
            if (last <= first) return false;

            // One of them meets an execution of the other series if its last millisecond, counted from the beginning of
            // the interval it lies in, is among the first so many.
            uint256 width = uint256(left.duration) + right.duration - 1;
            uint256 offset = firstEnd + first * step - 1 - other;
            return _meets(last - first, _stepOf(right), step, offset, width);
        }
    }

    /// @notice When the last execution of a series is over.
    function endOf(Series memory series) internal pure returns (uint256) {
        unchecked {
            return uint256(series.start) + (uint256(series.count) - 1) * series.interval + series.duration;
        }
    }

    /// @dev Of a single execution no interval counts, but nothing is divided by zero.
    function _stepOf(Series memory series) private pure returns (uint256) {
        return series.count == 1 ? 1 : series.interval;
    }

    /// @dev Whether `(offset + i * step) % modulus < width` for an i below n.
    /// @param n At least 1.
    /// @param modulus At least 1.
    /// @param width At least 1.
    function _meets(
        uint256 n,
        uint256 modulus,
        uint256 step,
        uint256 offset,
        uint256 width
    ) private pure returns (bool) {
        unchecked {
            offset %= modulus;
            if (offset < width) return true;
            uint256 low = modulus - offset;
            return _reaches(n, modulus, step % modulus, low, low + width - 1);
        }
    }

    /// @dev Whether `i * step % modulus` lies from `low` to `high` for an i below n. While it does not in the first run
    /// up to the modulus, the question is the same of the runs: where the k-th begins is a multiple of what the modulus
    /// lacks to a multiple of the step, and both numbers are less than half of what they were.
    /// @param step Less than the modulus.
    /// @param low At least 1.
    /// @param high Less than the modulus.
    function _reaches(uint256 n, uint256 modulus, uint256 step, uint256 low, uint256 high) private pure returns (bool) {
        unchecked {
            while (step != 0) {
                // Downwards where that is the shorter way.
                if (2 * step > modulus) (step, low, high) = (modulus - step, modulus - high, modulus - low);
                uint256 least = (low + step - 1) / step;
                if (least >= n) return false;
                if (least * step <= high) return true;
                n = (step * (n - 1) - low) / modulus + 1;
                uint256 rest = modulus % step;
                (low, high) = (low % step, high % step);
                (modulus, step) = (step, rest == 0 ? 0 : step - rest);
            }
            return false;
        }
    }
}
