// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {JobLife, JobStatus} from "../../../contracts/types/JobStatus.sol";
import {StatusSet} from "../../../contracts/types/StatusSet.sol";
import {StatusTable} from "../helpers/StatusTable.sol";

contract JobStatusTest is StatusTable {
    /// @dev None Open Matched Assigned Done Cancelled.
    function _rows() internal pure override returns (string[] memory rows) {
        rows = new string[](6);
        rows[0] = "010000";
        rows[1] = "001001";
        rows[2] = "010101";
        rows[3] = "000011";
        rows[4] = "000000";
        rows[5] = "000000";
    }

    function _count() internal pure override returns (uint256) {
        return uint256(type(JobStatus).max) + 1;
    }

    function _next(uint256 from) internal pure override returns (StatusSet) {
        return JobLife.next(JobStatus(from));
    }

    function _canBecome(uint256 from, uint256 to) internal pure override returns (bool) {
        return JobStatus(from).canBecome(JobStatus(to));
    }

    function _ends() internal pure override returns (uint256) {
        return uint256(3) << uint256(JobStatus.Done);
    }
}
