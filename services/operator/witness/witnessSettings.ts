import type { Signer } from "ethers";

import type { GatewayClient } from "../../../sdk/gateway/gatewayClient.ts";

/** How a witness goes about it. */
export interface WitnessSettings {
  /** Blocks on top of one of the home chain before it counts: what a witness signs of blocks that go away costs stake. */
  readonly homeConfirmations: number;
  /** Seconds of a chain's clock from one root to the next. All witnesses of a pool need the same. */
  readonly epochSeconds: number;
  /** Milliseconds between gossiping a vote again that is still of use. */
  readonly repeatMs: number;
  /** Milliseconds for which the next in line waits before it posts what anybody may post. */
  readonly staggerMs: number;
  /** Milliseconds after which a statement that came to nothing is dropped. */
  readonly lifetimeMs: number;
}

export const witnessDefaults: WitnessSettings = {
  homeConfirmations: 12,
  epochSeconds: 60,
  repeatMs: 10_000,
  staggerMs: 15_000,
  lifetimeMs: 300_000,
};

/** A chain that jobs are delivered on. */
export interface WitnessDestination {
  /** The one gateway there that serves the market, seen by the signer. */
  readonly gateway: GatewayClient;
  /** Pays for transactions there; nothing else should use its nonces. */
  readonly signer: Signer;
  /** Blocks on top of one of that chain before it counts. */
  readonly confirmations: number;
}

/** Tells chains of each other. */
export interface WitnessRole extends Partial<WitnessSettings> {
  readonly destinations: readonly WitnessDestination[];
}
