import type { Provider } from "ethers";

/** A block that counts, and its time in seconds. */
export interface ChainPoint {
  readonly block: number;
  readonly time: bigint;
}

/** The newest block with so many others on top; `undefined` while the chain is shorter. */
export async function chainPoint(provider: Provider, confirmations: number): Promise<ChainPoint | undefined> {
  const number = (await provider.getBlockNumber()) - confirmations;
  const block = number < 0 ? null : await provider.getBlock(number);
  return block === null ? undefined : { block: block.number, time: BigInt(block.timestamp) };
}
