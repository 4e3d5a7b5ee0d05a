// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {VRF} from "@chainlink/contracts/src/v0.8/vrf/VRF.sol";

import {IVrfVerifier, VrfProof} from "../interfaces/IVrfVerifier.sol";

/// @title EcVrf
/// @notice Verifies an application's own random function with Chainlink's VRF.sol, which reverts, with its own words,
/// on points off the curve and on proofs that do not hold.
contract EcVrf is IVrfVerifier, VRF {
    /// @inheritdoc IVrfVerifier
    function outputOf(
        uint256[2] calldata publicKey,
        uint256 seed,
        VrfProof calldata proof
    ) external view returns (uint256) {
        _verifyVRFProof(
            publicKey,
            proof.gamma,
            proof.c,
            proof.s,
            seed,
            proof.uWitness,
            proof.cGammaWitness,
            proof.sHashWitness,
            proof.zInv
        );
        return uint256(keccak256(abi.encode(VRF_RANDOM_OUTPUT_HASH_PREFIX, proof.gamma)));
    }
}
