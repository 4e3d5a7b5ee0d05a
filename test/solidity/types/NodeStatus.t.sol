// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {NodeLife, NodeStatus} from "../../../contracts/types/NodeStatus.sol";
import {StatusSet} from "../../../contracts/types/StatusSet.sol";
import {StatusTable} from "../helpers/StatusTable.sol";

contract NodeStatusTest is StatusTable {
    /// @dev None Available Busy PendingPause Paused PendingQuit Quit Slashed.
    function _rows() internal pure override returns (string[] memory rows) {
        rows = new string[](8);
        rows[0] = "01000000";
        rows[1] = "00111110";
        rows[2] = "01011101";
        rows[3] = "01101111";
        rows[4] = "01000010";
        rows[5] = "00000011";
        rows[6] = "01000000";
        rows[7] = "01000000";
    }

    function _count() internal pure override returns (uint256) {
        return uint256(type(NodeStatus).max) + 1;
    }

    function _next(uint256 from) internal pure override returns (StatusSet) {
        return NodeLife.next(NodeStatus(from));
    }

    function _canBecome(uint256 from, uint256 to) internal pure override returns (bool) {
        return NodeStatus(from).canBecome(NodeStatus(to));
    }

    function _ends() internal pure override returns (uint256) {
        return uint256(7) << uint256(NodeStatus.PendingQuit);
    }
}
