import type { InferenceFile } from "./inferenceOrder.ts";

/** What only its creator knows of a task. Whoever loses it can neither feed the task nor validate it. */
export interface InferenceTicket {
  /** The task's id. */
  readonly id: string;
  /** What it shares with its siblings, 32 bytes of hex. */
  readonly guid: string;
  /** Opens the parameters commitment, 32 bytes of hex. */
  readonly salt: string;
  /** As `encodeParameters` wrote them, hex. */
  readonly parameters: string;
  readonly file: InferenceFile;
}
