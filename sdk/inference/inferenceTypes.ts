/** What a task computes, as `InferenceType` numbers it on-chain. */
export const inferenceTypes = { Image: 0n, Text: 1n, FineTune: 2n } as const;
