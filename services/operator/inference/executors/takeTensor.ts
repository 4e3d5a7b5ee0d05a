import type { Tensor } from "../tensors/tensor.ts";
import { MisconfiguredError } from "./misconfiguredError.ts";

/** What may be asked of a tensor; -1 stands for any size. */
interface Wanted<Values> {
  readonly shape: readonly number[];
  readonly values: new () => Values;
}

/**
 * One tensor of a model, of a certain shape and kind of numbers.
 *
 * @throws MisconfiguredError
 */
export function takeTensor<Values extends Float32Array | Int8Array | Int32Array>(
  tensors: ReadonlyMap<string, Tensor>,
  name: string,
  { shape, values: Numbers }: Wanted<Values>,
): { readonly shape: readonly number[]; readonly values: Values } {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new MisconfiguredError(`the model has no ${name}`);
  const isShape =
    tensor.shape.length === shape.length && shape.every((size, axis) => size === -1 || size === tensor.shape[axis]);
  if (!isShape) throw new MisconfiguredError(`the model's ${name} is ${tensor.shape.join(" by ")}`);
  const values: unknown = tensor.values;
  if (!(values instanceof Numbers)) throw new MisconfiguredError(`the model's ${name} holds ${tensor.type}`);
  return { shape: tensor.shape, values };
}
