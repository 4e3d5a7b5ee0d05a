import type { Log } from "ethers";

import type { Bench } from "./createBench.ts";

/** As many as fit the gas cap of one transaction. */
const BATCH = 60;

const STAKE = 10n ** 17n;

/**
 * Makes operators that registered and staked by themselves, and seats them unless the pool is 0.
 *
 * @returns Their controllers, for which `bench.actAs` can send.
 */
export async function makeOperators(bench: Bench, pool: number, count: number): Promise<string[]> {
  const { filler, registry, overrides } = bench;
  const holders: string[] = [];
  while (holders.length < count) {
    const batch = Math.min(BATCH, count - holders.length);
    const value = STAKE * BigInt(batch);
    const { logs } = await bench.mined(filler.getFunction("fill")(registry, pool, batch, { ...overrides, value }));
    holders.push(...logs.flatMap((log) => holderOf(log)));
  }
  return holders;

  function holderOf(log: Log): string[] {
    return log.address === filler.target ? [String(filler.interface.parseLog(log)?.args.holder)] : [];
  }
}
