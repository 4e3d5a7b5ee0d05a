/** What an aggregator brings with a task; as `TaskSubmissionDetails` on-chain. */
export interface TaskSubmissionDetails {
  readonly isApproved: boolean;
  readonly committee: bigint;
  readonly performerSeat: number;
  /** The seat of the account that submits. */
  readonly aggregatorSeat: number;
  /** Bit s set: seat s signed. */
  readonly signers: bigint;
  /** Hex, see `signTask`. */
  readonly performerSignature: string;
  /** Hex, 96 bytes, see `aggregateVotes`. */
  readonly attestersSignature: string;
}
