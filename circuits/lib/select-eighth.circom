pragma circom 2.2.0;

/// @title SelectEighth
/// @notice The child that the selectors name.
/// @input children Eight values.
/// @input selectors Of which one is 1 and the others 0.
/// @output out That child.
template SelectEighth() {
    signal input children[8];
    signal input selectors[8];
    signal output out;

    signal terms[8];
    var sum = 0;
    for (var i = 0; i < 8; i++) {
        terms[i] <== children[i] * selectors[i];
        sum += terms[i];
    }
    out <== sum;
}
