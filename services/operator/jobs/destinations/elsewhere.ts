import type { JobRecord } from "../../../../sdk/jobs/jobRecord.ts";

/** An output for a contract of another chain. */
export interface ElsewhereDelivery {
  readonly record: JobRecord;
  readonly slot: number;
  readonly execution: number;
  readonly output: Uint8Array;
}

/** A delivery on another chain whose receipt is known at home. In hex. */
export interface DeliveredElsewhere {
  /** Hash of the transaction there. */
  readonly reference: string;
  /** The ABI encoding of (receipt root, Merkle proof). */
  readonly proof: string;
}

/** Delivers to contracts of other chains. */
export interface Elsewhere {
  /** Whether it can deliver to a chain. */
  serves(chainId: bigint): boolean;
  /**
   * Takes the next step of a delivery; called again at each look, also after a restart, and delivers once all the same.
   *
   * @returns The delivery, once its receipt is known at home; before that, what it waits for.
   * @throws {DeliveryFailedError} when it will never be taken.
   */
  advance(delivery: ElsewhereDelivery): Promise<DeliveredElsewhere | string>;
}
