// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ScheduleOverlap} from "../../../contracts/libraries/ScheduleOverlap.sol";
import {Series} from "../../../contracts/types/JobSchedule.sol";

/// @dev Opens ScheduleOverlap to tests, many pairs a call.
contract ScheduleOverlapHarness {
    function overlaps(Series calldata left, Series calldata right) external pure returns (bool) {
        return ScheduleOverlap.overlaps(left, right);
    }

    /// @return answers Bit i of word i / 256: whether pair i overlaps.
    function overlapsMany(
        Series[] calldata lefts,
        Series[] calldata rights
    ) external pure returns (uint256[] memory answers) {
        answers = new uint256[]((lefts.length + 255) / 256);
        for (uint256 i; i < lefts.length; ++i) {
            if (ScheduleOverlap.overlaps(lefts[i], rights[i])) answers[i / 256] |= 1 << (i % 256);
        }
    }

    function gasOf(Series calldata left, Series calldata right) external view returns (uint256) {
        (Series memory a, Series memory b) = (left, right);
        uint256 before = gasleft();
        ScheduleOverlap.overlaps(a, b);
        return before - gasleft();
    }
}
