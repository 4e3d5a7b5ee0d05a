import type { Tensor } from "../tensors/tensor.ts";
import { MisconfiguredError } from "./misconfiguredError.ts";

const UP = ".up";
const DOWN = ".down";

/**
 * Adds a low-rank adapter (Hu and others, 2021) to a base model: `X.up` times `X.down` is added to the tensor `X`.
 *
 * @throws MisconfiguredError when the adapter is of another shape than the base model, or when that has whole numbers.
 */
export function addAdapter(
  base: ReadonlyMap<string, Tensor>,
  adapter: ReadonlyMap<string, Tensor>,
): ReadonlyMap<string, Tensor> {
  const changed = new Map(base);
  const names = new Set([...adapter.keys()].map((name) => name.replace(/\.(up|down)$/, "")));
  for (const name of names) {
    const [tensor, up, down] = [base.get(name), adapter.get(name + UP), adapter.get(name + DOWN)];
    if (!isTable(tensor) || !isTable(up) || !isTable(down)) {
      throw new MisconfiguredError(`the adapter changes ${name}, which cannot be changed so`);
    }
    changed.set(name, { ...tensor, values: addProduct(name, tensor, up, down) });
  }
  return changed;
}

type Table = Extract<Tensor, { values: Float32Array }>;

function isTable(tensor: Tensor | undefined): tensor is Table {
  return tensor !== undefined && tensor.values instanceof Float32Array && tensor.shape.length === 2;
}

function addProduct(name: string, { shape, values }: Table, up: Table, down: Table): Float32Array {
  const [rows = 0, columns = 0] = shape;
  const [rank = 0] = down.shape;
  if (up.shape[0] !== rows || up.shape[1] !== rank || down.shape[1] !== columns) {
    throw new MisconfiguredError(`the adapter's ${name} has another shape than the base model's`);
  }
  const sum = Float32Array.from(values);
  for (let row = 0; row < rows; row++) {
    for (let inner = 0; inner < rank; inner++) {
      const factor = up.values[row * rank + inner]!;
      for (let column = 0; column < columns; column++) {
        sum[row * columns + column]! += factor * down.values[inner * columns + column]!;
      }
    }
  }
  return sum;
}
