import type { NetworkConnection } from "hardhat/types/network";

import { waitUntil } from "./waitUntil.ts";

/**
 * Lets a chain's time come: moves the clock of a local one, and waits on every other.
 *
 * @param until Seconds.
 */
export async function passTime({ provider, ethers }: NetworkConnection, until: bigint): Promise<void> {
  const time = async () => BigInt((await ethers.provider.getBlock("latest"))?.timestamp ?? 0);
  const version: unknown = await provider.request({ method: "web3_clientVersion" });
  if (String(version).startsWith("HardhatNetwork") && (await time()) < until) {
    await provider.request({ method: "evm_setNextBlockTimestamp", params: [`0x${until.toString(16)}`] });
    await provider.request({ method: "evm_mine" });
  }
  await waitUntil(`the chain's time to be ${until}`, async () => (await time()) >= until);
}
