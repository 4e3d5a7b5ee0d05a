import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import * as snarkjs from "snarkjs";

import { listFiles } from "../../scripts/checks/listFiles.ts";
import { compileCircuit } from "../../scripts/circuits/compileCircuit.ts";
import { FIELD_ORDER } from "../../sdk/cipher/fieldOrder.ts";

const ROOT = process.cwd();
const BUILD = "circuits/build";

type Terms = readonly (readonly [wire: number, factor: bigint])[];

/** A circuit by its source. */
export interface Circuit {
  readonly wireCount: number;
  /** All wires. */
  witnessOf(signals: object): Promise<bigint[]>;
  /** The template whose equation does not hold of some signals, and so keeps a witness from being made; or nothing. */
  refusingTemplate(signals: object): Promise<string | undefined>;
  /** Numbers of the constraints that do not hold. */
  violated(witness: readonly bigint[]): number[];
  /** Whether some constraint notices that one wire has another value. */
  notices(witness: readonly bigint[], wire: number, value: bigint): boolean;
}

/** Compiles a circuit, unless it did since its source changed, and reads its constraints. */
export async function readCircuit(name: string): Promise<Circuit> {
  const [wasm, r1cs] = [join(BUILD, `${name}_js`, `${name}.wasm`), join(BUILD, `${name}.r1cs`)];
  if (!isFresh(wasm)) await compileCircuit(name);
  const program = new Uint8Array(readFileSync(wasm));
  const { constraints, nVars } = (await snarkjs.r1cs.exportJson(r1cs)) as {
    constraints: Record<string, string>[][];
    nVars: number;
  };
  const equations = constraints.map((parts) => parts.map(readTerms) as [Terms, Terms, Terms]);
  const ofWire = Array.from({ length: nVars }, (): number[] => []);
  for (const [at, parts] of equations.entries()) {
    for (const wire of new Set(parts.flatMap((part) => part.map(([each]) => each)))) ofWire[wire]!.push(at);
  }

  const holds = (at: number, witness: readonly bigint[]) => {
    const [a, b, c] = equations[at]!.map((part) => sum(part, witness)) as [bigint, bigint, bigint];
    return (a * b - c) % FIELD_ORDER === 0n;
  };
  const witnessOf = async (signals: object) => {
    const witness = { type: "mem" as const };
    await snarkjs.wtns.calculate(signals as Record<string, unknown>, program, witness);
    return snarkjs.wtns.exportJson(witness);
  };
  return {
    wireCount: nVars,
    witnessOf,
    refusingTemplate: async (signals) =>
      witnessOf(signals).then(
        () => undefined,
        (failure: Error) => /Assert Failed[^]*?in template (\w+?)_\d+ /.exec(failure.message)?.[1],
      ),
    violated: (witness) => [...equations.keys()].filter((at) => !holds(at, witness)),
    notices: (witness, wire, value) => {
      const changed = witness.with(wire, value);
      return ofWire[wire]!.some((at) => !holds(at, changed));
    },
  };
}

/** Whether the program is newer than every source. */
function isFresh(path: string): boolean {
  if (!existsSync(path)) return false;
  const { mtimeMs } = statSync(path);
  return listFiles(ROOT, "circuits", ".circom").every((file) => statSync(join(ROOT, file)).mtimeMs < mtimeMs);
}

function readTerms(part: Record<string, string>): Terms {
  return Object.entries(part).map(([wire, factor]) => [Number(wire), BigInt(factor)]);
}

function sum(terms: Terms, witness: readonly bigint[]): bigint {
  return terms.reduce((total, [wire, factor]) => total + factor * (witness[wire] as bigint), 0n) % FIELD_ORDER;
}
