import type { ContractTransactionReceipt } from "ethers";

import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { GatewayClient } from "./gatewayClient.ts";
import type { HomeCommittee } from "./readHomeCommittee.ts";

/** The committee to put in. */
export interface ProposeSeedParameters
  extends WriteOptions, Pick<HomeCommittee, "committee" | "sealedAt" | "pageHash"> {}

/**
 * Proposes a committee to a gateway: the first, or one in the place of another. Governance there only.
 *
 * @throws {MusterError} `ACCESS_MANAGED_UNAUTHORIZED`.
 */
export async function proposeSeed(
  { gateway }: GatewayClient,
  { committee, sealedAt, pageHash, overrides = {} }: ProposeSeedParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => gateway.proposeSeed(committee, sealedAt, pageHash, overrides));
}
