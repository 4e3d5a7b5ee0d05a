pragma circom 2.2.0;

include "circomlib/circuits/bitify.circom";
include "circomlib/circuits/poseidon.circom";

/// @title DigitPixels
/// @notice Hash of 196 pixels of four bits: Poseidon of four words of 49, of which the first has the lowest bits.
/// @input pixels Whole numbers from 0 to 15, which is enforced.
/// @output hash Their hash.
template DigitPixels() {
    signal input pixels[196];
    signal output hash;

    signal words[4];
    for (var word = 0; word < 4; word++) {
        var packed = 0;
        for (var i = 0; i < 49; i++) {
            // Without it, other pixels would pack to the same word.
            _ <== Num2Bits(4)(pixels[49 * word + i]);
            packed += pixels[49 * word + i] * 16 ** i;
        }
        words[word] <== packed;
    }
    hash <== Poseidon(4)(words);
}
