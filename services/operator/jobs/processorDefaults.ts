import type { ProcessorTerms } from "./processorRole.ts";

/** How a processor works unless it is told otherwise. */
export const PROCESSOR_DEFAULTS: ProcessorTerms = {
  limits: { outputBytes: 16_384, logBytes: 4_096, responseBytes: 1_048_576, requestTimeoutMs: 10_000 },
  content: { sources: [], maxBytes: 1_048_576, timeoutMs: 20_000 },
  delivery: { timeoutMs: 10_000, maxAttempts: 6, retryMs: 1_000 },
  allowsPrivateNetwork: false,
  reportMarginMs: 20_000,
  settlePatienceMs: 15_000,
  collectEveryMs: 86_400_000,
  stopGraceMs: 10_000,
};
