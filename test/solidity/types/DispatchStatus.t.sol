// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DispatchLife, DispatchStatus} from "../../../contracts/types/DispatchStatus.sol";
import {StatusSet} from "../../../contracts/types/StatusSet.sol";
import {StatusTable} from "../helpers/StatusTable.sol";

contract DispatchStatusTest is StatusTable {
    /// @dev None Pending Completed TimedOut Failed Finalized.
    function _rows() internal pure override returns (string[] memory rows) {
        rows = new string[](6);
        rows[0] = "010000";
        rows[1] = "001110";
        rows[2] = "000001";
        rows[3] = "000001";
        rows[4] = "000001";
        rows[5] = "000000";
    }

    function _count() internal pure override returns (uint256) {
        return uint256(type(DispatchStatus).max) + 1;
    }

    function _next(uint256 from) internal pure override returns (StatusSet) {
        return DispatchLife.next(DispatchStatus(from));
    }

    function _canBecome(uint256 from, uint256 to) internal pure override returns (bool) {
        return DispatchStatus(from).canBecome(DispatchStatus(to));
    }

    function _ends() internal pure override returns (uint256) {
        return uint256(1) << uint256(DispatchStatus.Finalized);
    }
}
