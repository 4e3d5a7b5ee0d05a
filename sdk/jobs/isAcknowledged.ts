import { verifyTypedData } from "ethers";

import type { ExecutionOutput } from "./executionOutput.ts";
import { homeDomain, type HomeReference } from "./homeDomain.ts";
import { OUTPUT_TYPES } from "./outputTypes.ts";

/** An endpoint's word that an output has arrived. */
export interface Acknowledgment {
  readonly output: ExecutionOutput;
  /** Hex, 65 bytes. */
  readonly signature: string;
  /** Address that the job's destination names; an account, not a contract. */
  readonly key: string;
}

/** Whether the endpoint's key has signed exactly this output of this execution. */
export function isAcknowledged({ output, signature, key }: Acknowledgment, home: HomeReference): boolean {
  try {
    return verifyTypedData(homeDomain(home), OUTPUT_TYPES, { ...output }, signature) === key;
  } catch {
    return false;
  }
}
