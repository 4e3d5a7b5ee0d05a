import type { NetworkConnection } from "hardhat/types/network";

const BLOCK_MS = 300;

/** Makes blocks on a node that makes them for transactions only; every other chain makes its own. */
export async function keepBlocksComing({ provider }: NetworkConnection): Promise<() => void> {
  const version: unknown = await provider.request({ method: "web3_clientVersion" });
  if (!String(version).startsWith("HardhatNetwork")) return () => undefined;
  const timer = setInterval(() => void provider.request({ method: "evm_mine" }).catch(() => undefined), BLOCK_MS);
  return () => clearInterval(timer);
}
