import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { ownOperator } from "../registry/ownOperator.ts";
import { readClaimableRewards } from "./readClaimableRewards.ts";
import type { RewardClaim } from "./rewardClaim.ts";

/** Some 12,000 gas each, within the 2^24 that a transaction may take. */
const DEFAULT_BATCH = 256;

/** Whose rewards, for which tasks. */
export interface ClaimRewardsParameters extends WriteOptions {
  /** The account's own by default. */
  readonly operator?: number;
  /** All that `readClaimableRewards` finds by default. */
  readonly claims?: readonly RewardClaim[];
  /** Most claims in one transaction. */
  readonly batchSize?: number;
}

/** What was claimed. */
export interface ClaimRewardsReturnType {
  readonly claims: readonly RewardClaim[];
  /** One for each batch; none when nothing is owed. */
  readonly receipts: readonly ContractTransactionReceipt[];
}

/**
 * Pays an operator what final tasks owe it, as credit of its rewards receiver. Anyone may.
 *
 * @throws {BaseError} `OPERATOR_UNKNOWN`.
 * @throws {MusterError} `ATTESTATION_NOTHING_OWED`, `ATTESTATION_WRONG_STATUS`, `ATTESTATION_NOT_SEATED`.
 */
export async function claimRewards(
  client: MusterClient,
  { operator, claims, batchSize = DEFAULT_BATCH, overrides = {} }: ClaimRewardsParameters = {},
): Promise<ClaimRewardsReturnType> {
  const claimant = operator ?? (await ownOperator(client));
  const chosen = claims ?? (await readClaimableRewards(client, { operator: claimant })).rewards;
  const list = chosen.map(({ id, seat }) => ({ id, seat }));
  const receipts: ContractTransactionReceipt[] = [];
  for (let start = 0; start < list.length; start += batchSize) {
    const batch = list.slice(start, start + batchSize);
    receipts.push(await sendWrite(async () => client.center.claimRewards(claimant, batch, overrides)));
  }
  return { claims: list, receipts };
}
