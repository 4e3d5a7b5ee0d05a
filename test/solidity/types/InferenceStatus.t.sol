// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {InferenceLife, InferenceStatus} from "../../../contracts/types/InferenceStatus.sol";
import {StatusSet} from "../../../contracts/types/StatusSet.sol";
import {StatusTable} from "../helpers/StatusTable.sol";

contract InferenceStatusTest is StatusTable {
    /// @dev None Queued Started Parameters Score Error Validated Group, and the ends:
    /// Invalidated Success Aborted Refund GroupSuccess.
    function _rows() internal pure override returns (string[] memory rows) {
        rows = new string[](13);
        rows[0] = "0100000000000";
        rows[1] = "0010000000100";
        rows[2] = "0001000000100";
        rows[3] = "0000110000100";
        rows[4] = "0000001110110";
        rows[5] = "0000000010100";
        rows[6] = "0000000001100";
        rows[7] = "0000000000101";
        rows[8] = "0000000000000";
        rows[9] = "0000000000000";
        rows[10] = "0000000000000";
        rows[11] = "0000000000000";
        rows[12] = "0000000000000";
    }

    function _count() internal pure override returns (uint256) {
        return uint256(type(InferenceStatus).max) + 1;
    }

    function _next(uint256 from) internal pure override returns (StatusSet) {
        return InferenceLife.next(InferenceStatus(from));
    }

    function _canBecome(uint256 from, uint256 to) internal pure override returns (bool) {
        return InferenceStatus(from).canBecome(InferenceStatus(to));
    }

    function _ends() internal pure override returns (uint256) {
        return uint256(31) << uint256(InferenceStatus.EndInvalidated);
    }
}
