import type { ContractTransactionReceipt } from "ethers";

/** Prints what was done, where, and for how much gas. */
export function printReceipt(what: string, { blockNumber, gasUsed, hash }: ContractTransactionReceipt): void {
  console.log(`${what}  (block ${blockNumber}, ${gasUsed.toLocaleString("en")} gas, ${hash})`);
}
