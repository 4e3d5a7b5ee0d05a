import { concat, type ContractTransactionReceipt } from "ethers";

import { eventOf } from "../client/eventOf.ts";
import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { sendWrite } from "../client/sendWrite.ts";
import { signerOf } from "../client/signerOf.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { readBlsKeys } from "../registry/readBlsKeys.ts";
import { readRoster } from "../registry/rosterHistory.ts";
import { SEATS_PER_PAGE } from "./seatsPerPage.ts";

/** Which pool's roster. */
export interface SealCommitteeParameters extends WriteOptions {
  readonly pool: number;
}

/** What was sealed. */
export interface SealCommitteeReturnType {
  readonly committee: bigint;
  /** One for each page that was still missing. */
  readonly receipts: readonly ContractTransactionReceipt[];
}

/**
 * Seals a pool's roster as it is now: one transaction for each 117 seats. When it was interrupted, a second call goes on
 * from the page that is missing, with the roster that was begun.
 *
 * @throws {BaseError} `BLS_KEY_MISSING` when a member has brought no BLS key.
 * @throws {MusterError} `COMMITTEE_BAD_SIZE`, `COMMITTEE_UNCHANGED`.
 */
export async function sealCommittee(
  client: MusterClient,
  { pool, overrides = {} }: SealCommitteeParameters,
): Promise<SealCommitteeReturnType> {
  const { committees } = client;
  const sealer = await signerOf(client).getAddress();
  const [next, history] = await readCall(async () =>
    Promise.all([committees.nextPartOf(pool, sealer), readRoster(client, pool)]),
  );
  const rosterVersion = Number(next.rosterVersion);
  const holders = Array.from({ length: Number(next.size) }, (_, seat) => history.holderOf(seat, rosterVersion));
  const keys = await readBlsKeys(client, { operators: holders.map(({ operator }) => operator) });

  const receipts: ContractTransactionReceipt[] = [];
  for (let page = Number(next.page); page >= 0; page--) {
    const [first, end] = [page * SEATS_PER_PAGE, (page + 1) * SEATS_PER_PAGE];
    const hints = holders.slice(first, end).map(({ hint }) => hint);
    const part = {
      rosterVersion,
      keys: concat(keys.slice(first, end)),
      hints: hints.every((hint) => hint === 0) ? [] : hints,
    };
    receipts.push(await sendWrite(async () => committees.seal(pool, part, overrides)));
  }
  const last = receipts.at(-1) as ContractTransactionReceipt;
  return {
    committee: eventOf<{ committee: bigint }>(last, committees.interface, "CommitteeSealed").committee,
    receipts,
  };
}
