import type { Signer } from "ethers";

import type { ExecutionOutput } from "./executionOutput.ts";
import { homeDomain, type HomeReference } from "./homeDomain.ts";
import { OUTPUT_TYPES } from "./outputTypes.ts";

/**
 * Signs that an output has arrived, as the endpoint that a job names. The processor is paid for it: verify the delivery
 * and keep the output first.
 *
 * @param signer The key that the job's destination names.
 * @returns Hex, 65 bytes.
 */
export async function acknowledgeOutput(signer: Signer, output: ExecutionOutput, home: HomeReference): Promise<string> {
  return signer.signTypedData(homeDomain(home), OUTPUT_TYPES, { ...output });
}
