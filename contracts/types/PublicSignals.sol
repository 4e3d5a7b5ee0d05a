// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

using {toResultUploadInputs} for ResultUploadSignals global;
using {toInferenceMlpInputs} for InferenceMlpSignals global;

/// @dev Order of the scalar field of BN254, in which circuits count.
uint256 constant SCALAR_ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617;

/// @notice What a proof of the circuit `result-upload` is about.
/// @param resultRoot Root of the result, committed with the score.
/// @param ciphertextRoot Root of what was uploaded.
/// @param applicationKey Point of Baby Jubjub's subgroup, not the identity, that the result is encrypted to.
/// @param ephemeralKey Point whose secret the node knows.
/// @param position Which chunk of how many, see chunkPosition.
/// @param context What the proof is bound to, see proofContext.
struct ResultUploadSignals {
    uint256 resultRoot;
    uint256 ciphertextRoot;
    uint256[2] applicationKey;
    uint256[2] ephemeralKey;
    uint256 position;
    uint256 context;
}

/// @notice What a proof of the circuit `inference-mlp` is about.
/// @param modelHash What the model is known by.
/// @param inputHash Hash of the pixels.
/// @param class The digit, 0 to 9.
/// @param context What the proof is bound to, see proofContext.
struct InferenceMlpSignals {
    uint256 modelHash;
    uint256 inputHash;
    uint256 class;
    uint256 context;
}

/// @notice Public inputs of `result-upload`, in the order of circuits.json.
function toResultUploadInputs(ResultUploadSignals memory signals) pure returns (uint256[] memory inputs) {
    inputs = new uint256[](8);
    (inputs[0], inputs[1]) = (signals.resultRoot, signals.ciphertextRoot);
    (inputs[2], inputs[3]) = (signals.applicationKey[0], signals.applicationKey[1]);
    (inputs[4], inputs[5]) = (signals.ephemeralKey[0], signals.ephemeralKey[1]);
    (inputs[6], inputs[7]) = (signals.position, signals.context);
}

/// @notice Public inputs of `inference-mlp`, in the order of circuits.json.
function toInferenceMlpInputs(InferenceMlpSignals memory signals) pure returns (uint256[] memory inputs) {
    inputs = new uint256[](4);
    (inputs[0], inputs[1]) = (signals.modelHash, signals.inputHash);
    (inputs[2], inputs[3]) = (signals.class, signals.context);
}

/// @notice Which chunk of how many, in one word: the circuit binds both.
/// @param chunkCount Chunks of the upload.
/// @param index Place of the chunk, from 0.
function chunkPosition(uint32 chunkCount, uint256 index) pure returns (uint256) {
    return (uint256(chunkCount) << 32) | index;
}

/// @notice A hash as circuits take it: reduced to the field.
function proofContext(bytes32 hash) pure returns (uint256) {
    return uint256(hash) % SCALAR_ORDER;
}
