// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {StatusSet} from "../../../contracts/types/StatusSet.sol";
import {Assert} from "./Assert.sol";

/// @notice Holds a state machine against its table: a row for each status, and in it a 1 for each that may come next.
/// The first status is None, which nothing comes back to.
abstract contract StatusTable {
    /// @dev The table; read it aloud.
    function _rows() internal pure virtual returns (string[] memory);

    /// @dev How many statuses the machine has.
    function _count() internal pure virtual returns (uint256);

    /// @dev What may come after a status.
    function _next(uint256 from) internal pure virtual returns (StatusSet);

    /// @dev Whether a status may become another.
    function _canBecome(uint256 from, uint256 to) internal pure virtual returns (bool);

    /// @dev The statuses one of which every task reaches in the end, as a set of bits.
    function _ends() internal pure virtual returns (uint256);

    function test_TheTableHasARowForEveryStatus() external pure {
        Assert.isEqual(_rows().length, _count());
    }

    function test_EveryEdgeOfTheTableCanBeTakenAndNoOther() external pure {
        for (uint256 from; from < _count(); from++) {
            bytes memory row = bytes(_rows()[from]);
            Assert.isEqual(row.length, _count());
            for (uint256 to; to < _count(); to++) {
                Assert.isTrue(_canBecome(from, to) == (row[to] == "1"), "the edge of the table");
            }
        }
    }

    function test_TheSetsOfNextStatusesHaveNoOtherMembers() external pure {
        for (uint256 from; from < _count(); from++) {
            uint256 expected;
            bytes memory row = bytes(_rows()[from]);
            for (uint256 to; to < _count(); to++) {
                if (row[to] == "1") expected |= 1 << to;
            }
            Assert.isEqual(StatusSet.unwrap(_next(from)), expected);
        }
    }

    function test_NothingComesBackToNone() external pure {
        for (uint256 from; from < _count(); from++) Assert.isTrue(!_canBecome(from, 0), "never None again");
    }

    function test_EveryStatusReachesAnEnd() external pure {
        for (uint256 from; from < _count(); from++) {
            uint256 reached = 1 << from;
            for (uint256 step; step < _count(); step++) reached |= _oneStepFrom(reached);
            Assert.isTrue(reached & _ends() != 0, "an exit from every status");
        }
    }

    function _oneStepFrom(uint256 reached) private pure returns (uint256 next) {
        for (uint256 at; at < _count(); at++) {
            if ((reached >> at) & 1 == 1) next |= StatusSet.unwrap(_next(at));
        }
    }
}
