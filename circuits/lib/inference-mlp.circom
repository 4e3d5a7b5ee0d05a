pragma circom 2.2.0;

include "./digit-model.circom";
include "./digit-pixels.circom";
include "./highest-score.circom";
include "./rectifier.circom";

/// @title InferenceMlp
/// @notice A network of whole numbers, whose weights are constants of this circuit, takes an input for a class.
/// @input modelHash What the model is known by.
/// @input inputHash Hash of the pixels.
/// @input class The digit, 0 to 9.
/// @input context Hash of chain, market, task and submitter, so that nobody else can send the proof.
/// @input pixels 14 x 14, in sixteen shades.
template InferenceMlp() {
    signal input modelHash;
    signal input inputHash;
    signal input class;
    signal input context;
    signal input pixels[196];

    // The weights cannot be others than those of this circuit, so their hash is a constant too.
    modelHash === digitModelHash();

    // The pixels are those that were hashed. 1,000 constraints.
    signal hash <== DigitPixels()(pixels);
    hash === inputHash;

    // Sums of constants times pixels cost nothing; 196 * 127 * 15 and a bias are below 2^20.
    var hiddenWeights[24][196] = digitHiddenWeights();
    var hiddenBiases[24] = digitHiddenBiases();
    signal hidden[24];
    for (var unit = 0; unit < 24; unit++) {
        var sum = hiddenBiases[unit];
        for (var i = 0; i < 196; i++) {
            sum += hiddenWeights[unit][i] * pixels[i];
        }
        hidden[unit] <== Rectifier(20)(sum);
    }

    // Scores are below 24 * 127 * 2^20 and a bias, their differences below 2^34.
    var scoreWeights[10][24] = digitScoreWeights();
    var scoreBiases[10] = digitScoreBiases();
    signal scores[10];
    for (var digit = 0; digit < 10; digit++) {
        var sum = scoreBiases[digit];
        for (var unit = 0; unit < 24; unit++) {
            sum += scoreWeights[digit][unit] * hidden[unit];
        }
        scores[digit] <== sum;
    }
    HighestScore(10, 34)(scores, class);

    // Binds the proof to the context.
    signal square <== context * context;
}
