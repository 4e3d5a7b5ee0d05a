import { AbiCoder, keccak256 } from "ethers";

import type { ExecutionOutput } from "./executionOutput.ts";

/**
 * What tells deliveries of one execution from those of others, whatever the output: a processor that ran it twice
 * delivers one.
 *
 * @returns Hex, 32 bytes.
 */
export function idempotencyKeyOf({ job, slot, execution }: Omit<ExecutionOutput, "outputHash">): string {
  return keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32", "uint256", "uint256"], [job, slot, execution]));
}
