pragma circom 2.2.0;

/// @title OneOfEight
/// @notice Eight selectors of which the one that three bits name is 1.
/// @input bits The place, lowest bit first; the caller makes sure that they are bits.
/// @output selectors Their sum is 1.
template OneOfEight() {
    signal input bits[3];
    signal output selectors[8];

    // The four products of the two low bits.
    signal both <== bits[0] * bits[1];
    signal low[4] <== [1 - bits[0] - bits[1] + both, bits[0] - both, bits[1] - both, both];

    for (var i = 0; i < 4; i++) {
        selectors[i + 4] <== low[i] * bits[2];
        selectors[i] <== low[i] - selectors[i + 4];
    }
}
