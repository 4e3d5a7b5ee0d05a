import type { NetworkConnection } from "hardhat/types/network";

/** Whether a chain is a node of Hardhat's, whose clock can be moved. */
export async function isLocalChain({ provider }: NetworkConnection): Promise<boolean> {
  const version: unknown = await provider.request({ method: "web3_clientVersion" });
  return String(version).startsWith("HardhatNetwork");
}
