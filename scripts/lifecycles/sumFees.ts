import type { Provider } from "ethers";

/**
 * The fees that accounts paid for transactions, in wei.
 *
 * @param after The block before the first that counts.
 * @param until The last block that counts.
 */
export async function sumFees(
  provider: Provider,
  senders: readonly string[],
  after: number,
  until: number,
): Promise<bigint> {
  let fees = 0n;
  for (let number = after + 1; number <= until; number++) {
    const block = await provider.getBlock(number, true);
    const ours = block?.prefetchedTransactions.filter(({ from }) => senders.includes(from)) ?? [];
    const receipts = await Promise.all(ours.map(({ hash }) => provider.getTransactionReceipt(hash)));
    for (const receipt of receipts) fees += receipt?.fee ?? 0n;
  }
  return fees;
}
