import type { Provider } from "ethers";

import { BaseError } from "../errors/baseError.ts";
import { readCall } from "./readCall.ts";

const KEPT = 4_096;

/** Tells when blocks were made, in seconds; asks once for each. */
export function createBlockClock(provider: Provider): (block: number) => Promise<bigint> {
  const known = new Map<number, bigint>();

  return async (block) => {
    const remembered = known.get(block);
    if (remembered !== undefined) return remembered;
    const found = await readCall(async () => provider.getBlock(block));
    if (found === null) throw new BaseError("BLOCK_MISSING", `The node does not know block ${block}.`);
    known.set(block, BigInt(found.timestamp));
    const [oldest] = known.keys();
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
    return BigInt(found.timestamp);
  };
}
