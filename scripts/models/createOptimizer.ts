const DECAY = 0.9;
const SQUARE_DECAY = 0.999;
const TINY = 1e-8;

/** Moves weights against their gradient, and forgets the gradient. */
export interface Optimizer {
  readonly gradient: Float32Array;
  step(rate: number): void;
}

/** Adam (Kingma and Ba, 2015). */
export function createOptimizer(weights: Float32Array): Optimizer {
  const gradient = new Float32Array(weights.length);
  const mean = new Float32Array(weights.length);
  const square = new Float32Array(weights.length);
  let steps = 0;

  return {
    gradient,
    step(rate) {
      steps++;
      const size = (rate * Math.sqrt(1 - SQUARE_DECAY ** steps)) / (1 - DECAY ** steps);
      for (let index = 0; index < weights.length; index++) {
        const slope = gradient[index]!;
        const momentum = DECAY * mean[index]! + (1 - DECAY) * slope;
        const energy = SQUARE_DECAY * square[index]! + (1 - SQUARE_DECAY) * slope * slope;
        mean[index] = momentum;
        square[index] = energy;
        weights[index]! -= (size * momentum) / (Math.sqrt(energy) + TINY);
      }
      gradient.fill(0);
    },
  };
}
