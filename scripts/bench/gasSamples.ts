import type { GasFigures } from "./gasFigures.ts";
import { median } from "./median.ts";

/** Gas of mined transactions, gathered by key. */
export interface GasSamples {
  add(key: string, gas: number): void;
  /** Median of each key. */
  medians(): GasFigures;
  /** Arithmetic mean of one key, rounded to a unit. */
  meanOf(key: string): number;
}

/** Collects samples. */
export function createGasSamples(): GasSamples {
  const samples = new Map<string, number[]>();
  return { add, medians, meanOf };

  function add(key: string, gas: number): void {
    samples.set(key, [...(samples.get(key) ?? []), gas]);
  }

  function medians(): GasFigures {
    return Object.fromEntries([...samples].map(([key, values]) => [key, median(values)]));
  }

  function meanOf(key: string): number {
    const values = samples.get(key) ?? [];
    return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
  }
}
