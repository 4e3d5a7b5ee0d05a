import { ZeroAddress } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { signerOf } from "../client/signerOf.ts";

/** Whose credit, in what. */
export interface ReadCreditParameters {
  /** The client's own account by default. */
  readonly account?: string;
  /** Native coin by default. */
  readonly currency?: string;
}

/** The credit of an account, in the currency's smallest unit. */
export async function readCredit(
  client: MusterClient,
  { account, currency = ZeroAddress }: ReadCreditParameters = {},
): Promise<bigint> {
  const owner = account ?? (await signerOf(client).getAddress());
  return readCall(async () => client.escrow.creditOf(owner, currency));
}
