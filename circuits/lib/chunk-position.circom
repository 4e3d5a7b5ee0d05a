pragma circom 2.2.0;

include "circomlib/circuits/bitify.circom";
include "./one-of-eight.circom";

/// @title ChunkPosition
/// @notice Takes a position, chunkCount * 2^32 + index, apart and ties it to the length of the data: there are exactly
/// as many chunks as the length needs, and the index is one of them.
/// @param depth Levels of the tree of arity eight.
/// @param chunkBytes Bytes in a chunk, at most 512.
/// @input position What the verifier knows.
/// @input index Place of the chunk.
/// @input byteLength Length of the plaintext.
/// @output selectors For each level from the leaves up, which of the eight children is on the path.
template ChunkPosition(depth, chunkBytes) {
    assert(depth > 0 && depth <= 10);
    assert(chunkBytes > 256 && chunkBytes <= 512);

    signal input position;
    signal input index;
    signal input byteLength;
    signal output selectors[depth][8];

    signal chunksBefore <-- (position >> 32) - 1;
    (chunksBefore + 1) * 4294967296 + index === position;

    // Index and count are in the tree, and the index below the count.
    signal indexBits[3 * depth] <== Num2Bits(3 * depth)(index);
    signal countBits[3 * depth] <== Num2Bits(3 * depth)(chunksBefore);
    signal remainingBits[3 * depth] <== Num2Bits(3 * depth)(chunksBefore - index);

    // The last chunk holds one byte at least, chunkBytes at most.
    signal lastBits[9] <== Num2Bits(9)(byteLength - chunksBefore * chunkBytes - 1);
    signal emptyBits[9] <== Num2Bits(9)((chunksBefore + 1) * chunkBytes - byteLength);

    for (var level = 0; level < depth; level++) {
        selectors[level] <== OneOfEight()([
            indexBits[3 * level], indexBits[3 * level + 1], indexBits[3 * level + 2]
        ]);
    }
}
