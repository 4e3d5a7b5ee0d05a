pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";
include "./select-eighth.circom";

/// @title ChunkPath
/// @notice Root of a tree of arity eight with a given leaf at a given place. The root's hash takes the length of the
/// data too, so that a shorter or longer blob has another root.
/// @param depth Levels of hashing.
/// @input leaf Hash of the chunk.
/// @input selectors For each level from the leaves up, which of the eight children is on the path.
/// @input children For each level from the leaves up, all eight children.
/// @input byteLength Length of the plaintext.
/// @output root The root.
template ChunkPath(depth) {
    signal input leaf;
    signal input selectors[depth][8];
    signal input children[depth][8];
    signal input byteLength;
    signal output root;

    // Each level: what was computed below is the child that the selectors name. 414 constraints a level.
    signal nodes[depth];
    nodes[0] <== leaf;
    for (var level = 0; level < depth; level++) {
        var selected = SelectEighth()(children[level], selectors[level]);
        selected === nodes[level];
        if (level < depth - 1) {
            nodes[level + 1] <== Poseidon(8)(children[level]);
        }
    }

    component top = Poseidon(9);
    for (var i = 0; i < 8; i++) {
        top.inputs[i] <== children[depth - 1][i];
    }
    top.inputs[8] <== byteLength;
    root <== top.out;
}
