pragma circom 2.2.0;

include "circomlib/circuits/escalarmulany.circom";
include "circomlib/circuits/escalarmulfix.circom";
include "circomlib/circuits/poseidon.circom";
include "./chunk-path.circom";
include "./chunk-position.circom";
include "./keystream.circom";
include "./subgroup-scalar.circom";

/// @title ResultUpload
/// @notice What was uploaded at a challenged place decrypts, for the application, to what was committed with the score.
/// @dev The application's key must be a point of the subgroup other than the identity, which the verifier's caller
/// knows: a registry checked it.
/// @param depth Levels of both trees.
/// @input resultRoot Root of the plaintext, committed with the score.
/// @input ciphertextRoot Root of what was uploaded.
/// @input applicationKey Point the result is encrypted to.
/// @input ephemeralKey Point whose secret the node knows.
/// @input position chunkCount * 2^32 + index of the challenged chunk.
/// @input context Hash of chain, market, task and node.
/// @input secret Discrete logarithm of the ephemeral key.
/// @input index Place of the chunk.
/// @input byteLength Length of the result.
/// @input chunk The plaintext at that place.
/// @input resultChildren All children along the path in the plaintext's tree, from the leaves up.
/// @input ciphertextChildren All children along the path in the ciphertext's tree, from the leaves up.
template ResultUpload(depth) {
    signal input resultRoot;
    signal input ciphertextRoot;
    signal input applicationKey[2];
    signal input ephemeralKey[2];
    signal input position;
    signal input context;
    signal input secret;
    signal input index;
    signal input byteLength;
    signal input chunk[16];
    signal input resultChildren[depth][8];
    signal input ciphertextChildren[depth][8];

    var BASE[2] = [
        5299619240641551281634865583518297030282874472190772894086521144482721001553,
        16950150798460657717958625567821834550301663161624707787222815936182638968203
    ];

    // The secret is one, and the ephemeral key is its point. 1,300 constraints.
    signal secretBits[251] <== SubgroupScalar()(secret);
    signal ownKey[2] <== EscalarMulFix(251, BASE)(secretBits);
    ownKey === ephemeralKey;

    // Diffie and Hellman's point, which the application computes from its own secret. 2,300 constraints.
    signal sharedPoint[2] <== EscalarMulAny(251)(secretBits, applicationKey);

    // The chunk's encryption.
    signal keystream[16] <== Keystream()(sharedPoint, index, context);
    signal encrypted[16];
    for (var i = 0; i < 16; i++) {
        encrypted[i] <== chunk[i] + keystream[i];
    }

    // Both chunks are where the position says, in trees of data of one length. 4,200 constraints.
    signal selectors[depth][8] <== ChunkPosition(depth, 496)(position, index, byteLength);
    signal resultLeaf <== Poseidon(16)(chunk);
    signal ciphertextLeaf <== Poseidon(16)(encrypted);
    signal resultTop <== ChunkPath(depth)(resultLeaf, selectors, resultChildren, byteLength);
    signal ciphertextTop <== ChunkPath(depth)(ciphertextLeaf, selectors, ciphertextChildren, byteLength);
    resultTop === resultRoot;
    ciphertextTop === ciphertextRoot;
}
