import type { ContractTransactionReceipt } from "ethers";

/** Prints one step of a story: its block, its gas, and what it was. */
export function printStep(
  what: string,
  receipt: Pick<ContractTransactionReceipt, "gasUsed" | "blockNumber"> | null | undefined,
): void {
  const gas = (receipt?.gasUsed.toLocaleString("en") ?? "?").padStart(9);
  console.log(`  ${`block ${receipt?.blockNumber ?? "?"}`.padEnd(12)}${gas} gas  ${what}`);
}
