import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import { createHash } from "node:crypto";

import * as snarkjs from "snarkjs";

import { encodeVerifyingKey } from "../../sdk/proofs/encodeVerifyingKey.ts";
import { keyIdOf } from "../../sdk/proofs/keyIdOf.ts";
import { reportProblems } from "../checks/reportProblems.ts";
import { circuitKeys } from "./circuitKeys.ts";
import { readManifest, writeManifest, type CircuitEntry } from "./circuitManifest.ts";
import { compileCircuit } from "./compileCircuit.ts";
import { exportVerifier } from "./exportVerifier.ts";
import { hashFile } from "./hashFile.ts";
import { phase1 } from "./phase1.ts";
import { setUpCircuit } from "./setUpCircuit.ts";

/**
 * `npm run circuits`: compiles every circuit and says whether constraints, witness programs, keys and key ids are those
 * of `circuits/circuits.json`.
 *
 * `--transcript` also checks that the keys come from phase 1 and the contributions they list. `--setup` makes new keys
 * and writes the manifest: with `--ptau FILE --ptau-hash HEX` from a ceremony's powers, else from local ones for
 * development; `--contribute NAME`, as often as there are contributors; `--beacon HEX` closes it. `--only NAME` leaves
 * the other circuits out.
 */
const { values: flags } = parseArgs({
  options: {
    setup: { type: "boolean" },
    transcript: { type: "boolean" },
    ptau: { type: "string" },
    "ptau-hash": { type: "string" },
    contribute: { type: "string", multiple: true },
    beacon: { type: "string" },
    only: { type: "string" },
  },
});

const started = performance.now();
const manifest = readManifest();
const { power } = manifest.ceremony;
const beacon = flags.beacon ?? manifest.ceremony.beacon;
const names = Object.keys(manifest.circuits).filter((name) => flags.only === undefined || name === flags.only);
const ptau = flags.setup || flags.transcript ? await preparePowers() : undefined;
const problems: string[] = [];
const entries: Record<string, CircuitEntry> = { ...manifest.circuits };
for (const name of names) {
  const compiled = await compileStep(name);
  if (flags.setup) await makeKey(name, compiled);
  const entry = await describe(name, compiled.r1cs, compiled.wasm);
  report(`${name}: ${entry.constraints} constraints, key ${entry.keyId}`);
  if (flags.setup) entries[name] = entry;
  else compare(name, entry);
  if (ptau !== undefined && !(await snarkjs.zKey.verifyFromR1cs(compiled.r1cs, ptau, circuitKeys(name).zkey))) {
    problems.push(`The key of ${name} does not follow from its circuit and phase 1.`);
  }
}
if (flags.setup && ptau !== undefined) {
  const kind = flags.ptau === undefined ? "development" : "public";
  const ceremony = { kind, power, phase1: await hashFile(ptau), beacon } as const;
  writeManifest({ ceremony, circuits: entries });
}
reportProblems(problems, `${names.length} circuits are what the manifest says.`);
// The prover's workers would keep the process alive.
process.exit();

async function preparePowers(): Promise<string> {
  const file = await phase1({ file: flags.ptau, publishedHash: flags["ptau-hash"], power, beacon, report });
  const hash = await hashFile(file);
  if (!flags.setup && hash !== manifest.ceremony.phase1) {
    throw new Error(`Phase 1 is ${hash}; the keys come from ${manifest.ceremony.phase1}.`);
  }
  return file;
}

async function compileStep(name: string): Promise<{ r1cs: string; wasm: string }> {
  report(`compiling ${name}`);
  return compileCircuit(name);
}

async function makeKey(name: string, { r1cs, wasm }: { r1cs: string; wasm: string }): Promise<void> {
  const keys = circuitKeys(name);
  mkdirSync(new URL("../../circuits/keys", import.meta.url), { recursive: true });
  writeFileSync(keys.wasm, gzipSync(readFileSync(wasm), { level: 9 }));
  const beaconName = flags.ptau === undefined ? "development beacon" : "beacon";
  const contributors = flags.contribute ?? [];
  await setUpCircuit({ r1cs, ptau: ptau as string, zkey: keys.zkey, contributors, beacon, beaconName, report });
  writeFileSync(keys.verifier, (await exportVerifier(keys.zkey)).text);
}

/** What the files say, whatever the manifest says. */
async function describe(name: string, r1cs: string, wasm: string): Promise<CircuitEntry> {
  const keys = circuitKeys(name);
  const packed = createHash("sha256")
    .update(gunzipSync(readFileSync(keys.wasm)))
    .digest("hex");
  const hash = await hashFile(wasm);
  if (packed !== hash) problems.push(`${keys.wasm} is not what the compiler makes.`);
  const { key, text } = await exportVerifier(keys.zkey);
  if (readFileSync(keys.verifier, "utf8") !== text) problems.push(`${keys.verifier} is not the key of ${keys.zkey}.`);
  const { nConstraints } = await snarkjs.r1cs.info(r1cs);
  return {
    publicSignals: (manifest.circuits[name] as CircuitEntry).publicSignals,
    constraints: nConstraints,
    hashes: { r1cs: await hashFile(r1cs), wasm: hash, zkey: await hashFile(keys.zkey) },
    keyId: keyIdOf(encodeVerifyingKey(key)),
  };
}

function compare(name: string, found: CircuitEntry): void {
  const expected = manifest.circuits[name] as CircuitEntry;
  const facts = (entry: CircuitEntry) => ({ ...entry.hashes, constraints: entry.constraints, keyId: entry.keyId });
  for (const [fact, value] of Object.entries(facts(found))) {
    const wanted = facts(expected)[fact as keyof ReturnType<typeof facts>];
    if (value !== wanted) problems.push(`${name}: ${fact} is ${value}, not ${wanted}.`);
  }
}

function report(step: string): void {
  console.error(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${step}`);
}
