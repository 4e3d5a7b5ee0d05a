// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {JobLife, JobStatus} from "../../../contracts/types/JobStatus.sol";
import {StatusSet} from "../../../contracts/types/StatusSet.sol";
import {Assert} from "../helpers/Assert.sol";

contract JobStatusTest {
    uint256 private constant STATUSES = uint256(type(JobStatus).max) + 1;

    // None Open Matched Assigned Done Cancelled: one row a status; read it aloud
    string[6] private _matrix = ["010000", "001001", "010101", "000011", "000000", "000000"];

    function test_TheTableHasARowForEveryStatus() external view {
        Assert.isEqual(STATUSES, _matrix.length);
    }

    function test_EveryEdgeOfTheTableCanBeTakenAndNoOther() external view {
        for (uint256 from; from < STATUSES; from++) {
            bytes memory row = bytes(_matrix[from]);
            Assert.isEqual(row.length, STATUSES);
            for (uint256 to; to < STATUSES; to++) {
                bool isEdge = row[to] == "1";
                bool canBecome = JobStatus(from).canBecome(JobStatus(to));
                Assert.isTrue(canBecome == isEdge, "the edge of the table");
            }
        }
    }

    function test_TheSetsOfNextStatusesHaveNoOtherMembers() external view {
        for (uint256 from; from < STATUSES; from++) {
            uint256 expected;
            bytes memory row = bytes(_matrix[from]);
            for (uint256 to; to < STATUSES; to++) {
                if (row[to] == "1") expected |= 1 << to;
            }
            Assert.isEqual(StatusSet.unwrap(JobLife.next(JobStatus(from))), expected);
        }
    }

    function test_NothingComesBackToNone() external pure {
        for (uint256 from; from < STATUSES; from++) {
            Assert.isTrue(!JobStatus(from).canBecome(JobStatus.None), "never None again");
        }
    }

    function test_EveryStatusReachesAnEnd() external pure {
        uint256 ends = uint256(3) << uint256(JobStatus.Done);
        for (uint256 from; from < STATUSES; from++) {
            uint256 reached = 1 << from;
            for (uint256 step; step < STATUSES; step++) {
                for (uint256 at; at < STATUSES; at++) {
                    if ((reached >> at) & 1 == 1) reached |= StatusSet.unwrap(JobLife.next(JobStatus(at)));
                }
            }
            Assert.isTrue(reached & ends != 0, "an exit from every status");
        }
    }
}
