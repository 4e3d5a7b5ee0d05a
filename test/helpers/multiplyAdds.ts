import type { MultiplyAdd } from "../../services/operator/inference/executors/multiplyAdd.ts";

const LANES = 8;
/** Bits of a float that a tensor core throws away from what it multiplies. */
const DROPPED = 0x1fff;
const HALF = 0x1000;

/** Rows of a layer, as machines of different kinds compute them: they round differently, and sum in another order. */
export const multiplyAdds: Readonly<Record<string, MultiplyAdd>> = {
  "single precision": (weights, start, input, bias) => {
    let sum = Math.fround(bias);
    for (let column = 0; column < input.length; column++) {
      sum = Math.fround(sum + Math.fround(weights[start + column]! * Math.fround(input[column]!)));
    }
    return sum;
  },
  "single precision, from the end": (weights, start, input, bias) => {
    let sum = Math.fround(bias);
    for (let column = input.length - 1; column >= 0; column--) {
      sum = Math.fround(sum + Math.fround(weights[start + column]! * Math.fround(input[column]!)));
    }
    return sum;
  },
  "single precision, in eight lanes": (weights, start, input, bias) => {
    const lanes = new Float32Array(LANES);
    for (let column = 0; column < input.length; column++) {
      lanes[column % LANES]! += Math.fround(weights[start + column]! * Math.fround(input[column]!));
    }
    return lanes.reduce((sum, lane) => Math.fround(sum + lane), Math.fround(bias));
  },
  "tensor cores of 19 bits": (weights, start, input, bias) => {
    let sum = Math.fround(bias);
    for (let column = 0; column < input.length; column++) {
      sum = Math.fround(sum + shorten(weights[start + column]!) * shorten(input[column]!));
    }
    return sum;
  },
};

const scratch = new DataView(new ArrayBuffer(4));

function shorten(value: number): number {
  scratch.setFloat32(0, value);
  scratch.setUint32(0, (scratch.getUint32(0) + HALF) & ~DROPPED);
  return scratch.getFloat32(0);
}
