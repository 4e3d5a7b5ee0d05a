import type { ContractTransactionReceipt } from "ethers";

/** What it cost. */
export interface SlashReturnType {
  /** What the operator lost, in the smallest unit of the staking currency. */
  readonly amount: bigint;
  readonly receipt: ContractTransactionReceipt;
}
