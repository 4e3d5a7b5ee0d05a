import type { JobRecord } from "../../../../sdk/jobs/jobRecord.ts";

/** An output for a contract of another chain. */
export interface ElsewhereDelivery {
  readonly record: JobRecord;
  readonly slot: number;
  readonly execution: number;
  readonly output: Uint8Array;
  /** Calls the delivery off: it must be over in time to be reported. */
  readonly signal: AbortSignal;
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
   * Resolves when the receipt is known at home. Called again after a restart: it must deliver once.
   *
   * @throws {DeliveryFailedError}
   */
  deliver(delivery: ElsewhereDelivery): Promise<DeliveredElsewhere>;
}
