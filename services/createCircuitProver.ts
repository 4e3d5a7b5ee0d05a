import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

import { endProving } from "../sdk/proofs/endProving.ts";
import type { ProveCircuitParameters } from "../sdk/proofs/proveCircuit.ts";

/** What a proof of a circuit needs beside its signals. */
export type CircuitFiles = Pick<ProveCircuitParameters, "wasm" | "zkey">;

/** Which circuit, and where its files are. */
export interface CreateCircuitProverParameters {
  /** Folder with `<circuit>.zkey` and `<circuit>.wasm.gz`. */
  readonly dir: string;
  readonly circuit: string;
}

/** Makes proofs one at a time: each takes every core for seconds. */
export interface CircuitProver {
  /** Makes a proof with the circuit's files when those before it are made. */
  run<Proof>(prove: (files: CircuitFiles) => Promise<Proof>, signal?: AbortSignal): Promise<Proof>;
  /** Ends the threads that proofs were made on. */
  stop(): Promise<void>;
}

/** Creates a prover; nothing is read before its first proof. */
export function createCircuitProver({ dir, circuit }: CreateCircuitProverParameters): CircuitProver {
  let program: Promise<Uint8Array> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const readProgram = async () =>
    new Uint8Array(await promisify(gunzip)(await readFile(join(dir, `${circuit}.wasm.gz`))));

  return {
    run: (prove, signal) => {
      const proving = last.then(async () => {
        signal?.throwIfAborted();
        return prove({ wasm: await (program ??= readProgram()), zkey: join(dir, `${circuit}.zkey`) });
      });
      last = proving.catch(() => undefined);
      return proving;
    },
    async stop() {
      await last;
      await endProving();
    },
  };
}
