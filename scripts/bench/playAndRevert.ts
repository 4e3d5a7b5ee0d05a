import type { Bench } from "./createBench.ts";

/** Plays something on the chain, and takes it back: what follows finds the chain as it was. */
export async function playAndRevert({ connection }: Bench, play: () => Promise<void>): Promise<void> {
  const { provider } = connection;
  const snapshot = await provider.request({ method: "evm_snapshot", params: [] });
  await play();
  await provider.request({ method: "evm_revert", params: [snapshot] });
}
