import type { NetworkConnection } from "hardhat/types/network";

/** Mines a block on each chain, of one time: no earlier than a given one, in seconds. */
export async function meetClocks(
  first: NetworkConnection,
  second: NetworkConnection,
  noEarlierThan = 0,
): Promise<void> {
  const connections = [first, second];
  for (const { networkHelpers } of connections) await networkHelpers.mine();
  const times = await Promise.all(connections.map(({ networkHelpers }) => networkHelpers.time.latest()));
  const moment = Math.max(...times.map((time) => time + 1), noEarlierThan);
  for (const { networkHelpers } of connections) await networkHelpers.time.increaseTo(moment);
}
