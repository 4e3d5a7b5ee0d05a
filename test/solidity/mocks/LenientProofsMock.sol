// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Believes every batch that has a proof for each row of inputs.
contract LenientProofsMock {
    function verifyBatch(
        bytes32,
        uint256[][] calldata inputs,
        uint256[8][] calldata proofs
    ) external pure returns (bool) {
        return inputs.length != 0 && inputs.length == proofs.length;
    }
}
