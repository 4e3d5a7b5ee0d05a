pragma circom 2.2.0;

include "./lib/inference-mlp.circom";

component main { public [modelHash, inputHash, class, context] } = InferenceMlp();
