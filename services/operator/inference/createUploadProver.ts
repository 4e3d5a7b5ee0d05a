import { proveCircuit } from "../../../sdk/proofs/proveCircuit.ts";
import { createCircuitProver } from "../../createCircuitProver.ts";
import type { ProveUpload } from "./inferenceRole.ts";

/** Where the circuit's files are. */
export interface CreateUploadProverParameters {
  /** Folder with `result-upload.zkey` and `result-upload.wasm.gz`. */
  readonly dir: string;
}

/** Proves uploads with the circuit. */
export interface UploadProver {
  readonly prove: ProveUpload;
  /** Ends the threads that proofs were made on. */
  stop(): Promise<void>;
}

export function createUploadProver({ dir }: CreateUploadProverParameters): UploadProver {
  const { run, stop } = createCircuitProver({ dir, circuit: "result-upload" });
  return {
    prove: (signals, signal) => run(async (files) => (await proveCircuit({ signals, ...files })).proof, signal),
    stop,
  };
}
