pragma circom 2.2.0;

include "circomlib/circuits/bitify.circom";

/// @title Rectifier
/// @notice A number if it is positive, else zero.
/// @param bits The number is at least -2^bits and below 2^bits, which is enforced.
/// @input in The number; negative ones are those below the field's order.
/// @output out What is positive of it.
template Rectifier(bits) {
    assert(bits < 250);

    signal input in;
    signal output out;

    // Of the number plus 2^bits the highest bit says whether it is not negative.
    signal shifted[bits + 1] <== Num2Bits(bits + 1)(in + 2 ** bits);
    out <== shifted[bits] * in;
}
