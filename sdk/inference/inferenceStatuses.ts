/** A task's statuses, as `InferenceStatus` numbers them on-chain. */
export const inferenceStatuses = [
  "None",
  "Queued",
  "Started",
  "ParametersUploaded",
  "ScoreReady",
  "ErrorReported",
  "Validated",
  "GroupValidated",
  "EndInvalidated",
  "EndSuccess",
  "EndAborted",
  "EndGroupRefund",
  "EndGroupSuccess",
] as const;

export type InferenceStatusName = (typeof inferenceStatuses)[number];
