pragma circom 2.2.0;

include "circomlib/circuits/bitify.circom";
include "circomlib/circuits/comparators.circom";

/// @title HighestScore
/// @notice Checks that a class has the highest of some scores, and of equal ones the lowest place.
/// @param classes How many scores there are.
/// @param bits Scores differ by less than 2^bits, which the caller makes sure of.
/// @input scores One a class; negative ones are those below the field's order.
/// @input class The place of the highest.
template HighestScore(classes, bits) {
    assert(bits < 250);

    signal input scores[classes];
    signal input class;

    // Exactly one selector is 1, so the class is one.
    signal selectors[classes];
    signal selected[classes];
    var count = 0;
    var highest = 0;
    for (var i = 0; i < classes; i++) {
        selectors[i] <== IsEqual()([class, i]);
        selected[i] <== selectors[i] * scores[i];
        count += selectors[i];
        highest += selected[i];
    }
    count === 1;

    // No score is higher, and none in front is as high.
    for (var i = 0; i < classes; i++) {
        var isInFront = 0;
        for (var j = i + 1; j < classes; j++) {
            isInFront += selectors[j];
        }
        _ <== Num2Bits(bits)(highest - scores[i] - isInFront);
    }
}
