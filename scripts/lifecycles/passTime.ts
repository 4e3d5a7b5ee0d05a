import type { NetworkConnection } from "hardhat/types/network";

import { isLocalChain } from "./isLocalChain.ts";
import { waitUntil } from "./waitUntil.ts";

/**
 * Lets a chain's time come: moves the clock of a local one, and waits on every other.
 *
 * @param until Seconds.
 */
export async function passTime(connection: NetworkConnection, until: bigint): Promise<void> {
  const { provider, ethers } = connection;
  const time = async () => BigInt((await ethers.provider.getBlock("latest"))?.timestamp ?? 0);
  const left = until - (await time());
  if (left > 0n && (await isLocalChain(connection))) {
    await provider.request({ method: "evm_increaseTime", params: [Number(left)] });
    await provider.request({ method: "evm_mine" });
  }
  await waitUntil(`the chain's time to be ${until}`, async () => (await time()) >= until);
}
