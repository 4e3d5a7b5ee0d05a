import type { MusterClient } from "../../sdk/client/musterClient.ts";

/** The beacon's entry fee that stood in a block, in wei. */
export async function readEntryFee({ beacon, deployment }: MusterClient, block: number): Promise<bigint> {
  const changes = await beacon.queryFilter(beacon.filters.EntryFeeSet(), deployment.fromBlock, block);
  return changes.at(-1)?.args.newFee ?? 0n;
}
