import { createOptimizer } from "./createOptimizer.ts";
import { drawNormal } from "./drawNormal.ts";

/** A fully connected layer that learns. Rows of `weights` are outputs; batches are rows of samples. */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Float32Array;
  readonly bias: Float32Array;
  forward(input: Float32Array, batch: number): Float32Array;
  /** Keeps the gradients of the weights. */
  learn(input: Float32Array, slope: Float32Array, batch: number): void;
  /** @returns The gradient of the input. */
  backward(slope: Float32Array, batch: number): Float32Array;
  step(rate: number): void;
}

/** @param gain Standard deviation of a weight, times the square root of the inputs. */
export function createDenseLayer(inputs: number, outputs: number, gain: number, random: () => number): DenseLayer {
  const spread = gain / Math.sqrt(inputs);
  const weights = Float32Array.from({ length: inputs * outputs }, () => spread * drawNormal(random));
  const bias = new Float32Array(outputs);
  const ofWeights = createOptimizer(weights);
  const ofBias = createOptimizer(bias);

  /** Four samples at a time, so that a row of weights is read once for four. */
  function forward(input: Float32Array, batch: number): Float32Array {
    assertFours(batch);
    const output = new Float32Array(batch * outputs);
    for (let sample = 0; sample < batch; sample += 4) {
      const [a, b, c, d] = rowsFrom(sample, inputs);
      for (let row = 0; row < outputs; row++) {
        const start = row * inputs;
        let [sumA, sumB, sumC, sumD] = [bias[row]!, bias[row]!, bias[row]!, bias[row]!];
        for (let column = 0; column < inputs; column++) {
          const weight = weights[start + column]!;
          sumA += weight * input[a + column]!;
          sumB += weight * input[b + column]!;
          sumC += weight * input[c + column]!;
          sumD += weight * input[d + column]!;
        }
        output[sample * outputs + row] = sumA;
        output[(sample + 1) * outputs + row] = sumB;
        output[(sample + 2) * outputs + row] = sumC;
        output[(sample + 3) * outputs + row] = sumD;
      }
    }
    return output;
  }

  function learn(input: Float32Array, slope: Float32Array, batch: number): void {
    assertFours(batch);
    const gradient = ofWeights.gradient;
    for (let sample = 0; sample < batch; sample += 4) {
      const [a, b, c, d] = rowsFrom(sample, inputs);
      for (let row = 0; row < outputs; row++) {
        const [slopeA, slopeB, slopeC, slopeD] = slopesAt(slope, sample, row);
        if (slopeA === 0 && slopeB === 0 && slopeC === 0 && slopeD === 0) continue;
        ofBias.gradient[row]! += slopeA + slopeB + slopeC + slopeD;
        const start = row * inputs;
        for (let column = 0; column < inputs; column++) {
          gradient[start + column]! +=
            slopeA * input[a + column]! +
            slopeB * input[b + column]! +
            slopeC * input[c + column]! +
            slopeD * input[d + column]!;
        }
      }
    }
  }

  function backward(slope: Float32Array, batch: number): Float32Array {
    assertFours(batch);
    const inputSlope = new Float32Array(batch * inputs);
    for (let sample = 0; sample < batch; sample += 4) {
      const [a, b, c, d] = rowsFrom(sample, inputs);
      for (let row = 0; row < outputs; row++) {
        const [slopeA, slopeB, slopeC, slopeD] = slopesAt(slope, sample, row);
        if (slopeA === 0 && slopeB === 0 && slopeC === 0 && slopeD === 0) continue;
        const start = row * inputs;
        for (let column = 0; column < inputs; column++) {
          const weight = weights[start + column]!;
          inputSlope[a + column]! += slopeA * weight;
          inputSlope[b + column]! += slopeB * weight;
          inputSlope[c + column]! += slopeC * weight;
          inputSlope[d + column]! += slopeD * weight;
        }
      }
    }
    return inputSlope;
  }

  function slopesAt(slope: Float32Array, sample: number, row: number): [number, number, number, number] {
    const at = (next: number) => slope[(sample + next) * outputs + row]!;
    return [at(0), at(1), at(2), at(3)];
  }

  function step(rate: number): void {
    ofWeights.step(rate);
    ofBias.step(rate);
  }

  return { inputs, outputs, weights, bias, forward, learn, backward, step };
}

function rowsFrom(sample: number, width: number): [number, number, number, number] {
  return [sample * width, (sample + 1) * width, (sample + 2) * width, (sample + 3) * width];
}

function assertFours(batch: number): void {
  if (batch % 4 !== 0) throw new Error(`A batch is a multiple of four samples, not ${batch}.`);
}
