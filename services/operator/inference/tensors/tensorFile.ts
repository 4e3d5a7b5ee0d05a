import type { Tensor } from "./tensor.ts";

/** A model: words about it, and its tensors by name. */
export interface TensorFile {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, Tensor>;
}
