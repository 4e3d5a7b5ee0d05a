// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A proof of a verifiable random function over secp256k1, in the form that Chainlink's VRF.sol verifies.
/// @param gamma The hash of the seed to the curve, times the secret key.
/// @param c Challenge.
/// @param s Response.
/// @param uWitness Address of c·key + s·G.
/// @param cGammaWitness c·gamma.
/// @param sHashWitness s·hash.
/// @param zInv Inverse of the sum's projective coordinate.
struct VrfProof {
    uint256[2] gamma;
    uint256 c;
    uint256 s;
    address uWitness;
    uint256[2] cGammaWitness;
    uint256[2] sHashWitness;
    uint256 zInv;
}

/// @title IVrfVerifier
/// @notice Verifies random functions of others' keys.
interface IVrfVerifier {
    /// @notice The one output of a key for a seed. Reverts when the proof does not hold.
    /// @param publicKey Point of secp256k1.
    function outputOf(
        uint256[2] calldata publicKey,
        uint256 seed,
        VrfProof calldata proof
    ) external view returns (uint256 output);
}
