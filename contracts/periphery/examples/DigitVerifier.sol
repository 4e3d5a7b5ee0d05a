// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGroth16Verifier} from "../../interfaces/IGroth16Verifier.sol";
import {IProofVerifier} from "../../interfaces/IProofVerifier.sol";
import {InferenceMlpSignals, proofContext} from "../../types/PublicSignals.sol";

/// @title DigitVerifier
/// @notice Proves to a market that a model took an input for a digit. The task's terms name model and input, the result
/// is the digit in one word, and the proof is bound to the task and the runner who sends it, so that another who copies
/// it is refused.
contract DigitVerifier is IProofVerifier {
    uint256 private constant WORD = 32;
    uint256 private constant PROOF_BYTES = 320;

    IGroth16Verifier public immutable VERIFIER;
    /// @notice Key of the circuit `inference-mlp`.
    bytes32 public immutable KEY_ID;

    constructor(IGroth16Verifier verifier, bytes32 keyId) {
        VERIFIER = verifier;
        KEY_ID = keyId;
    }

    /// @inheritdoc IProofVerifier
    /// @param termsHash What termsHashOf gives for the model and the input.
    /// @param proof Model hash and input hash, which termsHash commits to, then A, B and C.
    function verify(
        bytes32 termsHash,
        bytes32 context,
        bytes calldata result,
        bytes calldata proof
    ) external view returns (bool) {
        if (result.length != WORD || proof.length != PROOF_BYTES) return false;

        (uint256 modelHash, uint256 inputHash, uint256[8] memory points) = abi.decode(
            proof,
            (uint256, uint256, uint256[8])
        );
        if (termsHashOf(modelHash, inputHash) != termsHash) return false;

        InferenceMlpSignals memory signals = InferenceMlpSignals({
            modelHash: modelHash,
            inputHash: inputHash,
            class: uint256(bytes32(result)),
            context: proofContext(context)
        });
        return VERIFIER.verify(KEY_ID, signals.toInferenceMlpInputs(), points);
    }

    /// @notice What a task says about its proof.
    /// @param modelHash What the model is known by.
    /// @param inputHash Hash of the pixels.
    function termsHashOf(uint256 modelHash, uint256 inputHash) public pure returns (bytes32) {
        return keccak256(abi.encode(modelHash, inputHash));
    }
}
