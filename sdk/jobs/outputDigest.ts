import { TypedDataEncoder } from "ethers";

import type { ExecutionOutput } from "./executionOutput.ts";
import { homeDomain, type HomeReference } from "./homeDomain.ts";
import { OUTPUT_TYPES } from "./outputTypes.ts";

/**
 * What a processor's device signs of an execution, and an endpoint of its delivery.
 *
 * @returns Hex, 32 bytes.
 */
export function outputDigest(output: ExecutionOutput, home: HomeReference): string {
  return TypedDataEncoder.hash(homeDomain(home), OUTPUT_TYPES, { ...output });
}
