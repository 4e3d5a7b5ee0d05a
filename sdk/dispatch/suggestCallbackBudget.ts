import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";

/** What an execution takes beside the callback's own gas: the transaction, the record, the settlement. */
const FIXED_GAS = 200_000n;
/** What each runner adds: its entry, its pay and its outcome. */
const RUNNER_GAS = 80_000n;
/** Gas of one byte of calldata at the floor of EIP-7623. */
const BYTE_GAS = 40n;
/** The most that a bounty adds to the cost, in percent. */
const BOUNTY_PERCENT = 100n;

/** About which callback. */
export interface SuggestCallbackBudgetParameters {
  readonly gasLimit: number;
  readonly numRunners: number;
  /** Longest result of the schema, in bytes. */
  readonly maxResultBytes: number;
  /** Most wei a unit of gas above the base fee; the client's present suggestion by default. */
  readonly maxTip?: bigint;
  /** How much the base fee may rise until the callback is executed, in percent; 100 by default. */
  readonly marginPercent?: number;
}

/** What to write into a callback, in wei. */
export interface SuggestCallbackBudgetReturnType {
  readonly maxTip: bigint;
  readonly budget: bigint;
}

/** A budget from which an executor is paid its cost and the largest bounty: gas × price × margin. */
export async function suggestCallbackBudget(
  { provider }: MusterClient,
  parameters: SuggestCallbackBudgetParameters,
): Promise<SuggestCallbackBudgetReturnType> {
  const { gasLimit, numRunners, maxResultBytes, marginPercent = 100 } = parameters;
  const [block, fees] = await readCall(async () => Promise.all([provider.getBlock("latest"), provider.getFeeData()]));
  const maxTip = parameters.maxTip ?? fees.maxPriorityFeePerGas ?? 0n;
  const baseFee = block?.baseFeePerGas ?? fees.gasPrice ?? 0n;

  const gas = BigInt(gasLimit) + FIXED_GAS + BigInt(numRunners) * (RUNNER_GAS + BYTE_GAS * BigInt(maxResultBytes));
  const price = (baseFee * BigInt(100 + marginPercent)) / 100n + maxTip;
  return { maxTip, budget: (gas * price * (100n + BOUNTY_PERCENT)) / 100n };
}
