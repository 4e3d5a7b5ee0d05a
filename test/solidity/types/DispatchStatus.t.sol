// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DispatchLife, DispatchStatus} from "../../../contracts/types/DispatchStatus.sol";
import {StatusSet} from "../../../contracts/types/StatusSet.sol";
import {Assert} from "../helpers/Assert.sol";

contract DispatchStatusTest {
    uint256 private constant STATUSES = uint256(type(DispatchStatus).max) + 1;

    //                                 N P C T F Z      one row a status; read it aloud
    string[6] private _matrix = ["010000", "001110", "000001", "000001", "000001", "000000"];

    function test_TheTableHasARowForEveryStatus() external view {
        Assert.isEqual(STATUSES, _matrix.length);
    }

    function test_EveryEdgeOfTheTableCanBeTakenAndNoOther() external view {
        for (uint256 from; from < STATUSES; from++) {
            bytes memory row = bytes(_matrix[from]);
            Assert.isEqual(row.length, STATUSES);
            for (uint256 to; to < STATUSES; to++) {
                bool isEdge = row[to] == "1";
                Assert.isTrue(DispatchStatus(from).canBecome(DispatchStatus(to)) == isEdge, "the edge of the table");
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
            Assert.isEqual(StatusSet.unwrap(DispatchLife.next(DispatchStatus(from))), expected);
        }
    }

    function test_NothingComesBackToNone() external pure {
        for (uint256 from; from < STATUSES; from++) {
            Assert.isTrue(!DispatchStatus(from).canBecome(DispatchStatus.None), "never None again");
        }
    }

    function test_EveryStatusReachesFinalized() external pure {
        for (uint256 from; from < STATUSES; from++) {
            uint256 reached = 1 << from;
            for (uint256 step; step < STATUSES; step++) {
                for (uint256 at; at < STATUSES; at++) {
                    if ((reached >> at) & 1 == 1) reached |= StatusSet.unwrap(DispatchLife.next(DispatchStatus(at)));
                }
            }
            Assert.isTrue((reached >> uint256(DispatchStatus.Finalized)) & 1 == 1, "an exit from every status");
        }
    }
}
