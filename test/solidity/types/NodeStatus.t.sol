// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {NodeLife, NodeStatus} from "../../../contracts/types/NodeStatus.sol";
import {StatusSet} from "../../../contracts/types/StatusSet.sol";
import {Assert} from "../helpers/Assert.sol";

contract NodeStatusTest {
    uint256 private constant STATUSES = uint256(type(NodeStatus).max) + 1;

    // None Available Busy PendingPause Paused PendingQuit Quit Slashed      one row a status; read it aloud
    string[8] private _matrix = [
        "01000000",
        "00111110",
        "01011101",
        "01101111",
        "01000010",
        "00000011",
        "01000000",
        "01000000"
    ];

    function test_TheTableHasARowForEveryStatus() external view {
        Assert.isEqual(STATUSES, _matrix.length);
    }

    function test_EveryEdgeOfTheTableCanBeTakenAndNoOther() external view {
        for (uint256 from; from < STATUSES; from++) {
            bytes memory row = bytes(_matrix[from]);
            Assert.isEqual(row.length, STATUSES);
            for (uint256 to; to < STATUSES; to++) {
                bool isEdge = row[to] == "1";
                bool canBecome = NodeStatus(from).canBecome(NodeStatus(to));
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
            Assert.isEqual(StatusSet.unwrap(NodeLife.next(NodeStatus(from))), expected);
        }
    }

    function test_NothingComesBackToNone() external pure {
        for (uint256 from; from < STATUSES; from++) {
            Assert.isTrue(!NodeStatus(from).canBecome(NodeStatus.None), "never None again");
        }
    }

    function test_EveryStatusReachesAnEnd() external pure {
        uint256 ends = uint256(7) << uint256(NodeStatus.PendingQuit);
        for (uint256 from; from < STATUSES; from++) {
            uint256 reached = 1 << from;
            for (uint256 step; step < STATUSES; step++) {
                for (uint256 at; at < STATUSES; at++) {
                    if ((reached >> at) & 1 == 1) reached |= StatusSet.unwrap(NodeLife.next(NodeStatus(at)));
                }
            }
            Assert.isTrue(reached & ends != 0, "an exit from every status");
        }
    }
}
