// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ScheduleOverlap} from "../../../contracts/libraries/ScheduleOverlap.sol";
import {Series} from "../../../contracts/types/JobSchedule.sol";
import {Assert} from "../helpers/Assert.sol";

contract ScheduleOverlapTest {
    function testFuzz_DecidesAsLookingAtEachPairDoes(uint256 left, uint256 right) external pure {
        (Series memory a, Series memory b) = (_smallSeries(left), _smallSeries(right));
        Assert.isTrue(ScheduleOverlap.overlaps(a, b) == _isOverlapFound(a, b), "agrees");
    }

    function testFuzz_DoesNotDependOnTheOrder(uint256 left, uint256 right) external pure {
        (Series memory a, Series memory b) = (_largeSeries(left), _largeSeries(right));
        Assert.isTrue(ScheduleOverlap.overlaps(a, b) == ScheduleOverlap.overlaps(b, a), "agrees");
    }

    function testFuzz_FindsThatASeriesOverlapsItself(uint256 seed) external pure {
        Series memory a = _largeSeries(seed);
        Assert.isTrue(ScheduleOverlap.overlaps(a, a), "agrees");
    }

    function _smallSeries(uint256 seed) private pure returns (Series memory) {
        uint40 interval = uint40(2 + ((seed >> 16) % 60));
        return
            Series({
                start: uint48(1 + (seed % 400)),
                interval: interval,
                duration: uint40(1 + ((seed >> 32) % (interval - 1))),
                count: uint24(1 + ((seed >> 64) % 12))
            });
    }

    function _largeSeries(uint256 seed) private pure returns (Series memory) {
        uint40 interval = uint40(2 + (uint40(seed >> 48) % (type(uint40).max - 2)));
        return
            Series({
                start: uint48(seed),
                interval: interval,
                duration: uint40(1 + (uint40(seed >> 88) % (interval - 1))),
                count: uint24(1 + (uint24(seed >> 128) % 6_308_000))
            });
    }

    function _isOverlapFound(Series memory a, Series memory b) private pure returns (bool) {
        for (uint256 i; i < a.count; ++i) {
            for (uint256 j; j < b.count; ++j) {
                uint256 left = a.start + i * a.interval;
                uint256 right = b.start + j * b.interval;
                if (left < right + b.duration && right < left + a.duration) return true;
            }
        }
        return false;
    }
}
