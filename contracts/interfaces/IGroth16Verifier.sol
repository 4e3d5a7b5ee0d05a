// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IGroth16Verifier
/// @notice Checks Groth16 proofs over BN254 for any number of circuits. A key is registered once, by anyone, and known
/// by its hash from then on.
/// @dev Points are pairs of coordinates; those of G2 have their imaginary parts first, as the precompiles want them.
/// What a prover brings and is wrong (a point off the curve, an input outside the field) is answered with false; what
/// a caller gets wrong (an unknown key, a wrong count) reverts.
interface IGroth16Verifier {
    /// @notice A circuit's verifying key.
    /// @param alpha Point of G1.
    /// @param beta Point of G2.
    /// @param gamma Point of G2.
    /// @param delta Point of G2.
    /// @param terms Points of G1: the constant term, then one for each public input.
    struct VerifyingKey {
        uint256[2] alpha;
        uint256[4] beta;
        uint256[4] gamma;
        uint256[4] delta;
        uint256[2][] terms;
    }

    /// @notice Emitted when a key was written.
    /// @param keyId What the key is known by.
    /// @param inputCount How many public inputs its circuit has.
    event Groth16KeyRegistered(bytes32 indexed keyId, uint256 inputCount);

    /// @notice Thrown when a point of a key is no point of its group, or is infinity.
    /// @param part 0 alpha, 1 beta, gamma or delta, and from 2 on the terms.
    error Groth16KeyMalformed(uint256 part);

    /// @notice Thrown when nobody registered a key.
    error Groth16KeyUnknown(bytes32 keyId);

    /// @notice Thrown when a proof comes with more or fewer public inputs than its circuit has.
    error Groth16InputCountWrong(bytes32 keyId, uint256 inputCount, uint256 expectedCount);

    /// @notice Thrown when a batch has not one row of inputs for each proof, or no proof at all.
    error Groth16BatchMismatched(uint256 inputRows, uint256 proofs);

    /// @notice Thrown when so little gas is left that a proof would fail for want of it.
    error Groth16GasShort(uint256 gasLeft, uint256 gasNeeded);

    /// @notice Writes a key; does nothing when it is there already.
    /// @return keyId What the key is known by: the hash of the code that creates its page.
    function register(VerifyingKey calldata key) external returns (bytes32 keyId);

    /// @notice Whether a proof holds.
    /// @dev Warning: whoever has a proof can make others of the same statement, so a proof's hash identifies nothing.
    /// @param keyId The circuit.
    /// @param inputs Public inputs, in the circuit's order.
    /// @param proof A, B and C: eight words.
    function verify(bytes32 keyId, uint256[] calldata inputs, uint256[8] calldata proof) external view returns (bool);

    /// @notice Whether all of some proofs hold, of one circuit. One that does not makes the whole batch false.
    /// @dev The equations are added up with coefficients that depend on everything in the batch, so that errors cannot
    /// be chosen to cancel each other.
    /// @param keyId The circuit.
    /// @param inputs Public inputs of each proof, in the circuit's order.
    /// @param proofs A, B and C of each.
    function verifyBatch(
        bytes32 keyId,
        uint256[][] calldata inputs,
        uint256[8][] calldata proofs
    ) external view returns (bool);

    /// @notice How many public inputs a registered circuit has.
    function inputCountOf(bytes32 keyId) external view returns (uint256);

    /// @notice What a key is known by, registered or not.
    function keyIdOf(VerifyingKey calldata key) external pure returns (bytes32);
}
