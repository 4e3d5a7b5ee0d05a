import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

import hre from "hardhat";

import { endProving } from "../../sdk/proofs/endProving.ts";
import { reportProblems } from "../checks/reportProblems.ts";
import { budgets } from "./budgets.ts";
import { compareGas } from "./compareGas.ts";
import type { GasFigures } from "./gasFigures.ts";
import { overruns } from "./overruns.ts";
import { printFigures } from "./printFigures.ts";
import { splitScalePoint } from "./splitScalePoint.ts";

/**
 * `npm run bench`: gas of mined transactions, medians over fixed seeds (means where a VRF proof is verified), on the suite as the
 * deploy script wires it. `--json` prints the budgeted keys and their scale points and nothing else, `--check` compares
 * with the committed snapshot and the budgets, `--update` writes the snapshot.
 *
 * What the keys mean: a seat that nobody held is joined, and one in the middle is left; `dispatch.submitTask` opens its
 * round, with a callback and 96 bytes of definition; the skip is the task's first loss and its operator's first skip of
 * the epoch; the callback consumes one of three equal words, its callee's gas included; an inference task opens its
 * round, and is not sampled but where a group is validated; `queuePush` is the draw that ends in the queue, `queuePop` the
 * admission to a round; of a job everything goes well. Dearer or cheaper cases are printed beside them.
 */
const SNAPSHOT = new URL("gas-snapshot.json", import.meta.url);
const SIZES = [10, 100, 1_000, 10_000];
/** A draw's tries depend on whom it meets. */
const UNEVEN = ["inference.startTask"];

const { values: flags } = parseArgs({
  options: { check: { type: "boolean" }, update: { type: "boolean" }, json: { type: "boolean" } },
});

// What is measured imports types that the build generates.
await hre.tasks.getTask("build").run({ quiet: true });
const { measureSuite } = await import("./measureSuite.ts");
const started = performance.now();
const { gas: all, calleeGas } = await measureSuite(SIZES, report);
await endProving();
const gas = pick(true);
const json = JSON.stringify(gas, undefined, 2);

if (flags.json) {
  console.log(json);
} else {
  const allowed = { ...budgets, "dispatch.executeCallback": budgets["dispatch.executeCallback"] + calleeGas };
  printFigures(gas, allowed, pick(false));
  console.log(`\nThe callee of dispatch.executeCallback takes ${calleeGas} gas, which figure and budget contain.`);
  if (flags.check) {
    const snapshot = JSON.parse(readFileSync(SNAPSHOT, "utf8")) as GasFigures;
    const problems = compareGas({ measured: gas, snapshot, budgets: allowed, overruns, uneven: UNEVEN });
    reportProblems(problems, `All ${Object.keys(gas).length} figures are those of the snapshot.`);
  }
}
if (flags.update) writeFileSync(SNAPSHOT, `${json}\n`);

/** The figures that have a budget, or those that are measured beside them; plain keys first. */
function pick(hasBudget: boolean): GasFigures {
  const points = Object.keys(budgets).flatMap((key) => [key, ...SIZES.map((size) => `${key}/${size}`)]);
  const wanted = hasBudget
    ? points.filter((point) => all[point] !== undefined)
    : Object.keys(all).filter((point) => !(splitScalePoint(point).key in budgets));
  const isScalePoint = (point: string) => Number(point.includes("/"));
  return Object.fromEntries(
    wanted.sort((a, b) => isScalePoint(a) - isScalePoint(b)).map((point) => [point, all[point] as number]),
  );
}

/** To the error stream, so that `--json` is nothing but JSON. */
function report(step: string): void {
  if (!flags.json) console.error(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${step}`);
}
