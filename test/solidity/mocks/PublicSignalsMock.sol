// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    InferenceMlpSignals,
    ResultUploadSignals,
    chunkPosition,
    proofContext
} from "../../../contracts/types/PublicSignals.sol";

/// @title PublicSignalsMock
/// @notice Shows what PublicSignals.sol makes of named signals.
contract PublicSignalsMock {
    function resultUploadInputs(ResultUploadSignals memory signals) external pure returns (uint256[] memory) {
        return signals.toResultUploadInputs();
    }

    function inferenceMlpInputs(InferenceMlpSignals memory signals) external pure returns (uint256[] memory) {
        return signals.toInferenceMlpInputs();
    }

    function positionOf(uint32 chunkCount, uint256 index) external pure returns (uint256) {
        return chunkPosition(chunkCount, index);
    }

    function contextOf(bytes32 hash) external pure returns (uint256) {
        return proofContext(hash);
    }
}
