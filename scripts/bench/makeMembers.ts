import { getCreateAddress, id } from "ethers";

import { generateBlsKey } from "../../sdk/bls/generateBlsKey.ts";
import { blsOperatorKey } from "../../sdk/registry/blsOperatorKey.ts";
import type { Bench } from "./createBench.ts";

/** As many as fit the gas cap of one transaction. */
const BATCH = 35;
const STAKE = 10n ** 17n;

/**
 * Makes operators with attesting keys, and seats them in a pool.
 *
 * @param name Of the keys: another name gives other keys.
 * @returns Their secret keys, in order of seats.
 */
export async function makeMembers(bench: Bench, pool: number, count: number, name: string): Promise<string[]> {
  const { filler, registry, overrides, connection } = bench;
  const secrets = Array.from({ length: count }, (_, seat) => generateBlsKey(id(`${name}.${seat}`)));
  for (let start = 0; start < count; start += BATCH) {
    const batch = secrets.slice(start, start + BATCH);
    const from = String(filler.target);
    const nonce = await connection.ethers.provider.getTransactionCount(from);
    const keys = await Promise.all(
      batch.map(async (secretKey, index) =>
        blsOperatorKey(bench, { secretKey, controller: getCreateAddress({ from, nonce: nonce + index }) }),
      ),
    );
    const value = STAKE * BigInt(batch.length);
    await bench.mined(filler.getFunction("fillKeyed")(registry, pool, keys, { ...overrides, value }));
  }
  return secrets;
}
