pragma circom 2.2.0;

include "circomlib/circuits/poseidon.circom";

/// @title Keystream
/// @notice The sixteen elements that hide one chunk: a Poseidon permutation of the shared point, the chunk's index and
/// the context. The last word of the permutation stays secret, so its outputs cannot be turned back into the point.
/// @input sharedPoint Point that both sides know.
/// @input index Place of the chunk.
/// @input context What the upload is bound to.
/// @output out One element a word of the chunk.
template Keystream() {
    signal input sharedPoint[2];
    signal input index;
    signal input context;
    signal output out[16];

    // The capacity starts as "muster/keystream", so that no hash of sixteen elements is a keystream.
    var DOMAIN = 0x6d75737465722f6b657973747265616d;

    component permutation = PoseidonEx(16, 16);
    permutation.initialState <== DOMAIN;
    permutation.inputs[0] <== sharedPoint[0];
    permutation.inputs[1] <== sharedPoint[1];
    permutation.inputs[2] <== index;
    permutation.inputs[3] <== context;
    for (var i = 4; i < 16; i++) {
        permutation.inputs[i] <== 0;
    }
    out <== permutation.out;
}
