import type { InferenceFile, ScoreOpening } from "./inferenceOrder.ts";

/** A member of a validation group, opened by its creator. */
export interface GroupMember extends Pick<InferenceFile, "order" | "score"> {
  /** What the score commitment hides; an empty score where the creator was not told. */
  readonly opening: ScoreOpening;
  /** Opens the parameters commitment, 32 bytes of hex. */
  readonly parametersSalt: string;
}
