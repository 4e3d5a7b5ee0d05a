// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AttestationLife, AttestationStatus} from "../../../contracts/types/AttestationStatus.sol";
import {StatusSet} from "../../../contracts/types/StatusSet.sol";
import {StatusTable} from "../helpers/StatusTable.sol";

contract AttestationStatusTest is StatusTable {
    /// @dev None Approved Rejected Challenged Overturned Upheld Finalized.
    function _rows() internal pure override returns (string[] memory rows) {
        rows = new string[](7);
        rows[0] = "0110000";
        rows[1] = "0001001";
        rows[2] = "0001001";
        rows[3] = "0000110";
        rows[4] = "0000000";
        rows[5] = "0000001";
        rows[6] = "0000000";
    }

    function _count() internal pure override returns (uint256) {
        return uint256(type(AttestationStatus).max) + 1;
    }

    function _next(uint256 from) internal pure override returns (StatusSet) {
        return AttestationLife.next(AttestationStatus(from));
    }

    function _canBecome(uint256 from, uint256 to) internal pure override returns (bool) {
        return AttestationStatus(from).canBecome(AttestationStatus(to));
    }

    function _ends() internal pure override returns (uint256) {
        return (1 << uint256(AttestationStatus.Finalized)) | (1 << uint256(AttestationStatus.Overturned));
    }
}
