import type { InferenceTicket } from "./inferenceTicket.ts";

/** A task with the siblings that check it, as its application keeps it. */
export interface InferenceCase {
  readonly first: InferenceTicket;
  /** None, until the first is scored and turns out to be sampled; then two. */
  readonly siblings: readonly InferenceTicket[];
}
