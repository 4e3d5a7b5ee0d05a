import { id, ZeroAddress } from "ethers";

import type { PoolTermsStruct } from "../../typechain-types/contracts/core/OperatorRegistry.ts";

/** Terms of the pool that the bench draws from. */
export function poolTerms(market: string): PoolTermsStruct {
  return {
    market,
    capability: id("general"),
    minimumStake: 10n ** 16n,
    seatLimit: 20_000,
    minimumResponseBlocks: 2,
    maxSlashBps: 1_000,
    noShowBps: 100,
    requiredKeys: 0,
    gate: ZeroAddress,
  };
}
