/**
 * One row of a layer: its bias plus the product of `weights`, from `start`, with `input`. How it is rounded, and in what
 * order it is summed, is the machine's own.
 */
export type MultiplyAdd = (weights: Float32Array, start: number, input: Float64Array, bias: number) => number;
