import type { GasFigures } from "./gasFigures.ts";
import { overruns } from "./overruns.ts";
import { splitScalePoint } from "./splitScalePoint.ts";

/** Prints the figures beside their budgets, then by size of roster, then what was measured for comparison. */
export function printFigures(gas: GasFigures, budgets: GasFigures, beside: GasFigures): void {
  console.log(row(["", "gas", "budget", "difference"]));
  for (const [key, budget] of Object.entries(budgets)) {
    const figure = gas[key] ?? 0;
    const overrun = figure > budget ? `  OVER BUDGET${overruns[key] ? " (accepted)" : ""}` : "";
    console.log(row([key, format(figure), format(budget), format(figure - budget)]) + overrun);
  }
  printSizes(gas);
  console.log("\nBeside them, without a budget, at the plain size:");
  for (const [key, figure] of Object.entries(beside)) {
    if (splitScalePoint(key).size === undefined) console.log(row([key, format(figure)]));
  }
  for (const [key, { reason }] of Object.entries(overruns)) console.log(`\nOver budget, ${key}: ${reason}`);
}

function printSizes(gas: GasFigures): void {
  const points = Object.keys(gas).map((point) => splitScalePoint(point));
  const sizes = [...new Set(points.flatMap(({ size }) => size ?? []))];
  console.log(`\n${row(["by size of the roster", ...sizes.map(format)])}`);
  for (const key of new Set(points.filter(({ size }) => size !== undefined).map((point) => point.key))) {
    console.log(row([key, ...sizes.map((size) => format(gas[`${key}/${size}`] ?? 0))]));
  }
}

function row([name = "", ...cells]: readonly string[]): string {
  return name.padEnd(40) + cells.map((cell) => cell.padStart(12)).join("");
}

function format(figure: number): string {
  return figure.toLocaleString("en-US");
}
