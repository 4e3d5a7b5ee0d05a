// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IGroth16Verifier
/// @notice Verifies proofs of any number of circuits.
interface IGroth16Verifier {
    /// @notice Whether every proof of a batch holds.
    function verifyBatch(
        bytes32 keyId,
        uint256[][] calldata inputs,
        uint256[8][] calldata proofs
    ) external view returns (bool);
}
