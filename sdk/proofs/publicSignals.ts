/**
 * Names of the circuits' public inputs, in the order in which a verifier takes them; as `circuits/circuits.json` and
 * PublicSignals.sol have them.
 */
export const publicSignals = {
  "result-upload": [
    "resultRoot",
    "ciphertextRoot",
    "applicationKey[0]",
    "applicationKey[1]",
    "ephemeralKey[0]",
    "ephemeralKey[1]",
    "position",
    "context",
  ],
  "inference-mlp": ["modelHash", "inputHash", "class", "context"],
} as const;
