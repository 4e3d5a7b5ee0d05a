pragma circom 2.2.0;

include "circomlib/circuits/bitify.circom";
include "circomlib/circuits/compconstant.circom";

/// @title SubgroupScalar
/// @notice The bits of a secret key of Baby Jubjub: neither zero nor at or above the order of the subgroup.
/// @input scalar The secret key.
/// @output bits Lowest first.
template SubgroupScalar() {
    signal input scalar;
    signal output bits[251];

    var ORDER = 2736030358979909402780800718157159386076813972158567259200215660948447373041;

    bits <== Num2Bits(251)(scalar);

    component comparison = CompConstant(ORDER - 1);
    for (var i = 0; i < 254; i++) {
        comparison.in[i] <== i < 251 ? bits[i] : 0;
    }
    comparison.out === 0;

    // What has an inverse is not zero.
    signal inverse <-- 1 / scalar;
    inverse * scalar === 1;
}
