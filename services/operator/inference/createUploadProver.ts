import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

import { proveCircuit } from "../../../sdk/proofs/proveCircuit.ts";
import type { ProveUpload } from "./inferenceRole.ts";

const CIRCUIT = "result-upload";

/** Where the circuit's files are. */
export interface CreateUploadProverParameters {
  /** Folder with `result-upload.zkey` and `result-upload.wasm.gz`. */
  readonly dir: string;
}

/** Proves uploads with the circuit, one at a time: each proof takes every core for seconds. */
export interface UploadProver {
  readonly prove: ProveUpload;
  /** Ends the threads that proofs were made on. */
  stop(): Promise<void>;
}

export function createUploadProver({ dir }: CreateUploadProverParameters): UploadProver {
  let program: Promise<Uint8Array> | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const readProgram = async () =>
    new Uint8Array(await promisify(gunzip)(await readFile(join(dir, `${CIRCUIT}.wasm.gz`))));

  return {
    prove: (signals, signal) => {
      const proving = last.then(async () => {
        signal?.throwIfAborted();
        const wasm = await (program ??= readProgram());
        return (await proveCircuit({ signals, wasm, zkey: join(dir, `${CIRCUIT}.zkey`) })).proof;
      });
      last = proving.catch(() => undefined);
      return proving;
    },
    async stop() {
      await last;
      // snarkjs keeps its threads in a global, and with them the process alive.
      await (globalThis as { curve_bn128?: { terminate(): Promise<void> } | null }).curve_bn128?.terminate();
    },
  };
}
