import type { GasFigures } from "./gasFigures.ts";
import type { Overrun } from "./overruns.ts";
import { splitScalePoint } from "./splitScalePoint.ts";

/** Block hashes follow the bytecode, and with them tries and permutation walks: a pass more is two or three percent. */
const TOLERANCE = 0.04;
/** How far the figures of one key may lie apart over all sizes. */
const MAX_SPREAD = 0.05;

/** What is compared with what. */
export interface CompareGasParameters {
  readonly measured: GasFigures;
  readonly snapshot: GasFigures;
  readonly budgets: GasFigures;
  /** Budgets that are known not to be kept, by key or by scale point. */
  readonly overruns: Readonly<Record<string, Overrun>>;
  /** Keys whose figures may differ between sizes, as long as each is within its budget. */
  readonly uneven?: readonly string[];
}

/** Says what has drifted from the snapshot, exceeds its budget, or depends on the size of a roster. */
export function compareGas(parameters: CompareGasParameters): string[] {
  return [...findDrift(parameters), ...findOverruns(parameters), ...findSpread(parameters)];
}

function findDrift({ measured, snapshot }: CompareGasParameters): string[] {
  const keys = new Set([...Object.keys(snapshot), ...Object.keys(measured)]);
  return [...keys].flatMap((key) => {
    const [now, before] = [measured[key], snapshot[key]];
    if (before === undefined) return [`${key} is not in the snapshot`];
    if (now === undefined) return [`${key} is in the snapshot, and was not measured`];
    const drift = (now - before) / before;
    if (Math.abs(drift) <= TOLERANCE) return [];
    return [`${key} took ${now} gas, ${before} in the snapshot: ${(drift * 100).toFixed(2)} %`];
  });
}

function findOverruns({ measured, budgets, overruns }: CompareGasParameters): string[] {
  return Object.entries(measured).flatMap(([point, gas]) => {
    const { key, size } = splitScalePoint(point);
    const budget = budgets[key];
    if (budget === undefined) return [`${point} has no budget`];
    if (gas > budget) return judgeOverrun(point, gas, budget, overruns[point] ?? overruns[key]);
    if (overruns[key] === undefined || size !== undefined) return [];
    return [`${key} is within budget: ${gas} gas, ${budget} allowed; take it off the accepted overruns`];
  });
}

function judgeOverrun(point: string, gas: number, budget: number, overrun: Overrun | undefined): string[] {
  if (overrun === undefined) return [`${point} is over budget: ${gas} gas, ${budget} allowed`];
  if (gas <= overrun.accepted) return [];
  return [`${point} is further over budget than accepted: ${gas} gas, ${overrun.accepted} accepted`];
}

function findSpread({ measured, uneven = [] }: CompareGasParameters): string[] {
  const bySize = new Map<string, number[]>();
  for (const [point, gas] of Object.entries(measured)) {
    const { key, size } = splitScalePoint(point);
    if (size !== undefined && !uneven.includes(key)) bySize.set(key, [...(bySize.get(key) ?? []), gas]);
  }
  return [...bySize].flatMap(([key, figures]) => {
    const spread = Math.max(...figures) / Math.min(...figures) - 1;
    if (spread <= MAX_SPREAD) return [];
    return [
      `${key} depends on the size of the roster: ${(spread * 100).toFixed(2)} % between ${figures.join(", ")} gas`,
    ];
  });
}
