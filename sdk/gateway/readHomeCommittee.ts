import { dataSlice, keccak256, ZeroAddress } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { BaseError } from "../errors/baseError.ts";

/** A committee of witnesses at home, as gateways take it. */
export interface HomeCommittee {
  readonly committee: bigint;
  /** Seconds. */
  readonly sealedAt: bigint;
  /** Hex: the content of its page. */
  readonly content: string;
  /** Hex, 32 bytes: hash of the page's code. */
  readonly pageHash: string;
}

/**
 * Reads the newest committee of witnesses, or another.
 *
 * @throws {BaseError} `COMMITTEE_UNKNOWN` when there is none; `COMMITTEE_TOO_LARGE` when it has more than one page.
 */
export async function readHomeCommittee(
  { witnesses, committees, provider }: MusterClient,
  committee?: bigint,
): Promise<HomeCommittee> {
  return readCall(async () => {
    const id = committee ?? (await committees.currentOf(await witnesses.pool()));
    const { page0, page1, sealedAt } = await committees.committeeOf(id);
    if (page0 === ZeroAddress) throw new BaseError("COMMITTEE_UNKNOWN", `There is no committee ${id} of witnesses.`);
    if (page1 !== ZeroAddress) throw new BaseError("COMMITTEE_TOO_LARGE", `Committee ${id} has more than one page.`);
    const code = await provider.getCode(page0);
    // A page's code begins with STOP.
    return { committee: id, sealedAt, content: dataSlice(code, 1), pageHash: keccak256(code) };
  });
}
