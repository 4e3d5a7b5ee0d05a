/** A table of numbers of a model. Floats of 16 bits are held as floats of 32. */
export type Tensor =
  | { readonly type: "BF16" | "F32"; readonly shape: readonly number[]; readonly values: Float32Array }
  | { readonly type: "I8"; readonly shape: readonly number[]; readonly values: Int8Array }
  | { readonly type: "I32"; readonly shape: readonly number[]; readonly values: Int32Array };
