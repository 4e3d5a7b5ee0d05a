// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AttestationLife, AttestationStatus} from "../../../contracts/types/AttestationStatus.sol";
import {StatusSet} from "../../../contracts/types/StatusSet.sol";
import {Assert} from "../helpers/Assert.sol";

contract AttestationStatusTest {
    uint256 private constant STATUSES = uint256(type(AttestationStatus).max) + 1;

    //                                 N A R C O U F      one row a status; read it aloud
    string[7] private _matrix = ["0110000", "0001001", "0001001", "0000110", "0000000", "0000001", "0000000"];

    function test_TheTableHasARowForEveryStatus() external view {
        Assert.isEqual(STATUSES, _matrix.length);
    }

    function test_EveryEdgeOfTheTableCanBeTakenAndNoOther() external view {
        for (uint256 from; from < STATUSES; from++) {
            bytes memory row = bytes(_matrix[from]);
            Assert.isEqual(row.length, STATUSES);
            for (uint256 to; to < STATUSES; to++) {
                bool isEdge = row[to] == "1";
                bool canBecome = AttestationStatus(from).canBecome(AttestationStatus(to));
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
            Assert.isEqual(StatusSet.unwrap(AttestationLife.next(AttestationStatus(from))), expected);
        }
    }

    function test_NothingComesBackToNone() external pure {
        for (uint256 from; from < STATUSES; from++) {
            Assert.isTrue(!AttestationStatus(from).canBecome(AttestationStatus.None), "never None again");
        }
    }

    function test_EveryStatusReachesAnEnd() external pure {
        uint256 ends = (1 << uint256(AttestationStatus.Finalized)) | (1 << uint256(AttestationStatus.Overturned));
        for (uint256 from; from < STATUSES; from++) {
            uint256 reached = 1 << from;
            for (uint256 step; step < STATUSES; step++) {
                for (uint256 at; at < STATUSES; at++) {
                    if ((reached >> at) & 1 == 1)
                        reached |= StatusSet.unwrap(AttestationLife.next(AttestationStatus(at)));
                }
            }
            Assert.isTrue(reached & ends != 0, "an exit from every status");
        }
    }
}
