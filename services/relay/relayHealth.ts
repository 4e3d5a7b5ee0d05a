import type { TickerHealth } from "../createTicker.ts";

/** How a relay is doing. */
export interface RelayHealth extends TickerHealth {
  /** Whether the chain is followed. Without it blobs are served, and none are taken. */
  readonly isWell: boolean;
  /** Blobs it promised to serve. */
  readonly blobs: number;
  /** Blobs whose root was not sent yet. */
  readonly waitingBlobs: number;
  /** Roots that are not on the chain for good. */
  readonly openBatches: number;
  readonly uploadsUnderWay: number;
}
