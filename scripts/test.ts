import { spawn } from "node:child_process";
import { existsSync } from "node:fs";

import { countTests } from "./checks/countTests.ts";
import { listFiles } from "./checks/listFiles.ts";

/** An npm script that is one check, or a runner of many tests. */
interface Step {
  script: string;
  /** Later steps that read artifacts or generated types cannot run without the build. */
  needsBuild?: boolean;
  /** For runners of tests: how many files there are to run. */
  testFiles?: () => number;
  /** The file without which there is nothing to check yet. */
  subject?: string;
}

const root = process.cwd();

/**
 * Stages follow each other. The lanes of a stage run side by side, since most steps keep one processor busy and no more;
 * tests that have deadlines on a running chain have the machine to themselves.
 */
const stages: Step[][][] = [
  [
    [{ script: "build" }],
    [
      { script: "format:check" },
      { script: "check:arrows" },
      { script: "check:names" },
      { script: "check:docs" },
      { script: "check:errors" },
    ],
  ],
  [
    [{ script: "check:gas", needsBuild: true, subject: "scripts/bench/main.ts" }],
    [
      { script: "lint", needsBuild: true },
      { script: "check:types", needsBuild: true },
      { script: "check:sizes", needsBuild: true },
      {
        script: "test:solidity",
        needsBuild: true,
        testFiles: () =>
          listFiles(root, "test/solidity", ".t.sol").length + listFiles(root, "contracts", ".t.sol").length,
      },
    ],
  ],
  [[{ script: "test:unit", needsBuild: true, testFiles: () => listFiles(root, "test", ".test.ts").length }]],
];

interface Outcome {
  passed: number;
  failed: number;
  note: string;
}

type Print = (text: string) => void;

/** Runs an npm script, hands out what it prints as it comes, and keeps it. */
async function runScript(script: string, print: Print): Promise<{ isSuccess: boolean; output: string }> {
  const env = process.stdout.isTTY ? { ...process.env, FORCE_COLOR: "1" } : process.env;
  const child = spawn("npm", ["run", "--silent", script], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      print(text);
    });
  }
  const code = await new Promise((resolve) => {
    child.on("error", (error) => {
      print(`${error.message}\n`);
      resolve(1);
    });
    child.on("close", resolve);
  });
  return { isSuccess: code === 0, output };
}

async function runStep({ script, subject, testFiles }: Step, print: Print): Promise<Outcome> {
  if (subject !== undefined && !existsSync(subject)) {
    return { passed: 0, failed: 0, note: `skipped: there is no ${subject} yet` };
  }

  const started = performance.now();
  const { isSuccess, output } = await runScript(script, print);
  const time = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  if (testFiles === undefined) {
    return isSuccess
      ? { passed: 1, failed: 0, note: `ok (${time})` }
      : { passed: 0, failed: 1, note: `FAILED (${time})` };
  }
  return { ...judgeTests(isSuccess, output, testFiles(), print), note: `${isSuccess ? "ok" : "FAILED"} (${time})` };
}

/** A runner that breaks before or after its tests, or finds none where there are some, is a failure of its own. */
function judgeTests(
  isSuccess: boolean,
  output: string,
  files: number,
  print: Print,
): Pick<Outcome, "passed" | "failed"> {
  const { passed, failed } = countTests(output);
  const isBroken = !isSuccess && failed === 0;
  const isEmpty = isSuccess && passed + failed === 0 && files > 0;
  if (isEmpty) print(`${files} test files, and not one test ran.\n`);
  return { passed, failed: isBroken || isEmpty ? failed + 1 : failed };
}

const outcomes = new Map<Step, Outcome>();
let isBuilt = false;

/** Runs the stages in order, going on after a failure unless it was the build that failed. */
async function runStages(): Promise<void> {
  for (const [first, ...others] of stages) {
    const kept = others.map(() => "");
    await Promise.all([
      runLane(first as Step[], (text) => process.stdout.write(text)),
      ...others.map(async (lane, index) => runLane(lane, (text) => (kept[index] += text))),
    ]);
    // What ran beside the first lane is told after it, so that no line stands within another step's.
    process.stdout.write(kept.join(""));
  }
}

async function runLane(lane: readonly Step[], print: Print): Promise<void> {
  for (const step of lane) {
    print(`\n━━ ${step.script} ━━\n`);
    const canRun = isBuilt || !step.needsBuild;
    const outcome = canRun ? await runStep(step, print) : { passed: 0, failed: 0, note: "not run: the build failed" };
    if (step.script === "build") isBuilt = outcome.failed === 0;
    outcomes.set(step, outcome);
    print(`${outcome.note}\n`);
  }
}

function sum(outcomes: Outcome[], key: "passed" | "failed"): number {
  return outcomes.reduce((total, outcome) => total + outcome[key], 0);
}

await runStages();
const all = [...outcomes.values()];
const tests = [...outcomes].filter(([step]) => step.testFiles !== undefined).map(([, outcome]) => outcome);
const isWithoutTests = sum(tests, "passed") + sum(tests, "failed") === 0;
const failed = sum(all, "failed") || Number(isWithoutTests);

console.log();
for (const [{ script }, { note }] of outcomes) console.log(`${script.padEnd(14)} ${note}`);
if (isWithoutTests) console.log("Not one test ran.");
console.log(`\n${sum(all, "passed")} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
