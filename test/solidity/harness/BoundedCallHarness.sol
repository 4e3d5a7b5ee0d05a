// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BoundedCall} from "../../../contracts/libraries/BoundedCall.sol";

/// @title BoundedCallHarness
/// @notice Opens the library to tests.
contract BoundedCallHarness {
    /// @notice Whether the judge affirms, and the gas that asking took.
    function affirms(
        address judge,
        uint256 gasLimit,
        bytes calldata question
    ) external view returns (bool answer, uint256 used) {
        bytes memory copied = question;
        used = gasleft();
        answer = BoundedCall.affirms(judge, gasLimit, copied);
        used -= gasleft();
    }

    /// @notice The same in memory where the word 1 lay before.
    function affirmsOverOne(address judge, uint256 gasLimit, bytes calldata question) external view returns (bool) {
        bytes memory copied = question;
        assembly ("memory-safe") {
            mstore(0, 1)
        }
        return BoundedCall.affirms(judge, gasLimit, copied);
    }
}
