import { AbiCoder } from "ethers";

import type { ExecutionOutcome } from "../../../services/avs-kit/avs.ts";

const TYPES = ["string", "uint256", "uint256"];

/** Doubles the price that an oracle found. */
export function forgePrice({ proofOfTask, data = "0x" }: ExecutionOutcome): ExecutionOutcome {
  const coder = AbiCoder.defaultAbiCoder();
  const [symbol, price, timestamp] = coder.decode(TYPES, data) as unknown as [string, bigint, bigint];
  return { proofOfTask, data: coder.encode(TYPES, [symbol, price * 2n, timestamp]) };
}
