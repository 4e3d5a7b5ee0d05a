/** What a node may report, in the order of `InferenceError` on-chain. */
export const inferenceErrors = [
  "None",
  "InvalidModel",
  "Misconfigured",
  "ParametersMismatch",
  "ParametersUnavailable",
  "ExecutionFailed",
] as const;

/** The name of an error. */
export type InferenceErrorName = (typeof inferenceErrors)[number];
