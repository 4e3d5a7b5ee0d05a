// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {InferenceLife, InferenceStatus} from "../../../contracts/types/InferenceStatus.sol";
import {StatusSet} from "../../../contracts/types/StatusSet.sol";
import {Assert} from "../helpers/Assert.sol";

contract InferenceStatusTest {
    uint256 private constant STATUSES = uint256(type(InferenceStatus).max) + 1;

    // None Queued Started Parameters Score Error Validated Group, Invalidated Success Aborted Refund GroupSuccess:
    // one row a status; read it aloud
    string[13] private _matrix = [
        "0100000000000",
        "0010000000100",
        "0001000000100",
        "0000110000100",
        "0000001110110",
        "0000000010100",
        "0000000001100",
        "0000000000101",
        "0000000000000",
        "0000000000000",
        "0000000000000",
        "0000000000000",
        "0000000000000"
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
                bool canBecome = InferenceStatus(from).canBecome(InferenceStatus(to));
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
            Assert.isEqual(StatusSet.unwrap(InferenceLife.next(InferenceStatus(from))), expected);
        }
    }

    function test_NothingComesBackToNone() external pure {
        for (uint256 from; from < STATUSES; from++) {
            Assert.isTrue(!InferenceStatus(from).canBecome(InferenceStatus.None), "never None again");
        }
    }

    function test_EveryStatusReachesAnEnd() external pure {
        uint256 ends = uint256(31) << uint256(InferenceStatus.EndInvalidated);
        for (uint256 from; from < STATUSES; from++) {
            uint256 reached = 1 << from;
            for (uint256 step; step < STATUSES; step++) {
                for (uint256 at; at < STATUSES; at++) {
                    if ((reached >> at) & 1 == 1) reached |= StatusSet.unwrap(InferenceLife.next(InferenceStatus(at)));
                }
            }
            Assert.isTrue(reached & ends != 0, "an exit from every status");
        }
    }
}
