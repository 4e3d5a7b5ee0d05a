// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVrfVerifier, VrfProof} from "../../../contracts/interfaces/IVrfVerifier.sol";

/// @notice A random function that everybody can compute: a test knows its numbers without proofs.
contract SamplingVrfMock is IVrfVerifier {
    function outputOf(
        uint256[2] calldata publicKey,
        uint256 seed,
        VrfProof calldata
    ) external pure returns (uint256 output) {
        return numberOf(publicKey, seed);
    }

    function numberOf(uint256[2] calldata publicKey, uint256 seed) public pure returns (uint256) {
        return uint256(keccak256(abi.encode(publicKey, seed)));
    }
}
