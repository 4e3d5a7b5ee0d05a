import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import * as snarkjs from "snarkjs";

import { hashFile } from "./hashFile.ts";

const BUILD = join(import.meta.dirname, "../../circuits/build");
const ITERATIONS = 10;

/** Which powers of tau to use. */
export interface Phase1Parameters {
  /** A prepared file, for example of the Perpetual Powers of Tau; by default a local one for development is made. */
  readonly file?: string | undefined;
  /** Hex: what BLAKE2b-512 of that file must be, as its ceremony published it. */
  readonly publishedHash?: string | undefined;
  /** For 2^power constraints. */
  readonly power: number;
  /** Hex: what the local one is made of, and so known to everyone. */
  readonly beacon: string;
  readonly report: (step: string) => void;
}

/**
 * The powers of tau that keys are made of.
 *
 * @returns Path of a prepared file.
 * @throws {Error} when a given file is not the published one.
 */
export async function phase1(parameters: Phase1Parameters): Promise<string> {
  const { file, publishedHash, power, beacon, report } = parameters;
  if (file !== undefined) {
    const hash = await hashFile(file, "blake2b512");
    if (publishedHash === undefined) throw new Error(`Say with --ptau-hash what ${file} must be; it is ${hash}.`);
    if (hash !== publishedHash) throw new Error(`${file} is ${hash}, not ${publishedHash}.`);
    return file;
  }

  const path = join(BUILD, `development-${power}.ptau`);
  if (existsSync(path)) return path;
  mkdirSync(BUILD, { recursive: true });
  const [first, second] = [`${path}.new`, `${path}.beacon`];
  report(`phase 1 for 2^${power} constraints, for development only: this takes a quarter of an hour`);
  await snarkjs.powersOfTau.newAccumulator(await snarkjs.curves.getCurveFromName("bn128"), power, first);
  await snarkjs.powersOfTau.beacon(first, second, "development beacon", beacon, ITERATIONS);
  await snarkjs.powersOfTau.preparePhase2(second, path);
  return path;
}
