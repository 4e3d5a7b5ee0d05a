import { concat } from "ethers";

import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { SEATS_PER_PAGE } from "../../../sdk/committee/seatsPerPage.ts";
import { readBlsKeys } from "../../../sdk/registry/readBlsKeys.ts";
import { readRoster } from "../../../sdk/registry/rosterHistory.ts";

/** One page's worth of a seal; `SealPart` on-chain. */
export interface SealPart {
  readonly rosterVersion: number;
  /** Hex, 192 bytes each. */
  readonly keys: string;
  readonly hints: number[];
}

/**
 * What an account's next call of `seal` brings.
 *
 * @throws {BaseError} `BLS_KEY_MISSING`, or `ROSTER_SEAT_EMPTY` when the roster has just changed.
 */
export async function buildSealPart(client: MusterClient, pool: number, sealer: string): Promise<SealPart> {
  const [next, history] = await Promise.all([client.committees.nextPartOf(pool, sealer), readRoster(client, pool)]);
  const rosterVersion = Number(next.rosterVersion);
  const first = Number(next.page) * SEATS_PER_PAGE;
  const count = Math.min(Number(next.size) - first, SEATS_PER_PAGE);
  const holders = Array.from({ length: count }, (_, index) => history.holderOf(first + index, rosterVersion));
  const keys = await readBlsKeys(client, { operators: holders.map(({ operator }) => operator) });
  const hints = holders.map(({ hint }) => hint);
  return { rosterVersion, keys: concat(keys), hints: hints.every((hint) => hint === 0) ? [] : hints };
}
