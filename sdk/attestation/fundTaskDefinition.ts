import { type ContractTransactionReceipt, ZeroAddress } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Which definition, and how much. */
export interface FundTaskDefinitionParameters extends WriteOptions {
  readonly taskDefinitionId: number;
  /** In the smallest unit of the reward currency. */
  readonly amount: bigint;
  /**
   * `value`, the default, attaches native coin; `credit` takes it from the account's credit in the Escrow, which must
   * have approved the center. Tokens always come from credit.
   */
  readonly payFrom?: "value" | "credit";
}

/**
 * Adds money that pays rewards. Anyone may.
 *
 * @throws {MusterError} `TASK_DEFINITION_NOT_FOUND`, `ESCROW_INSUFFICIENT_CREDIT`, `ESCROW_MARKET_NOT_APPROVED`.
 */
export async function fundTaskDefinition(
  { center }: MusterClient,
  { taskDefinitionId, amount, payFrom = "value", overrides = {} }: FundTaskDefinitionParameters,
): Promise<ContractTransactionReceipt> {
  const { currency } = await readCall(async () => center.taskDefinitionOf(taskDefinitionId));
  const value = payFrom === "value" && currency === ZeroAddress ? amount : 0n;
  return sendWrite(async () => center.fundTaskDefinition(taskDefinitionId, amount, { ...overrides, value }));
}
