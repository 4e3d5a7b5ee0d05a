import type { ModelId } from "../models/modelId.ts";

/** Pictures of a written digit. */
export interface ImageParameters {
  readonly kind: "image";
  readonly baseModel: ModelId;
  /** What changes the base model's style. */
  readonly adapter?: ModelId;
  /** The digit, from 0 to 9. */
  readonly label: number;
  /** Chance: the same seed gives the same pictures. A whole number from 0 up to 2^53 - 1. */
  readonly seed: number;
  /** From 1 to 16. */
  readonly numImages: number;
}

/** Text that goes on where a prompt ends. */
export interface TextParameters {
  readonly kind: "text";
  readonly baseModel: ModelId;
  readonly adapter?: ModelId;
  /** From 1 to 2,000 characters. */
  readonly prompt: string;
  /** Chance: the same seed gives the same text. A whole number from 0 up to 2^53 - 1. */
  readonly seed: number;
  /** Letters to write, from 1 to 4,000. */
  readonly numLetters: number;
  /** In thousandths, from 0 to 2,000: the higher, the bolder; with 0 the likeliest letter always follows. */
  readonly temperature: number;
}

/** What an application asks a node to compute. */
export type TaskParameters = ImageParameters | TextParameters;
