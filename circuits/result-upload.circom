pragma circom 2.2.0;

include "./lib/result-upload.circom";

component main { public [
    resultRoot, ciphertextRoot, applicationKey, ephemeralKey, position, context
] } = ResultUpload(5);
