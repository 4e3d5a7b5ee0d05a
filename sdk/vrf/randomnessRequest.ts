/** One `RandomWordsRequested`, with where on the chain it stands. */
export interface RandomnessRequest {
  readonly requestId: bigint;
  /** Which proving key is asked, 32 bytes of hex. */
  readonly keyHash: string;
  /** The consumer's part of the seed; the hash of the request's block is the chain's part. */
  readonly preSeed: bigint;
  readonly subId: bigint;
  /** Blocks the consumer wants waited; the coordinator leaves that to the oracle. */
  readonly minimumConfirmations: number;
  /** Gas for the consumer's callback. */
  readonly callbackGasLimit: bigint;
  readonly numWords: bigint;
  /** `ExtraArgsV1` as the coordinator stored it: which currency pays. */
  readonly extraArgs: string;
  /** The consumer. */
  readonly sender: string;
  readonly blockNumber: number;
}
