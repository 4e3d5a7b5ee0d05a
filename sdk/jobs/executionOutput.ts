/** What an execution put out. */
export interface ExecutionOutput {
  /** Hex, 32 bytes. */
  readonly job: string;
  readonly slot: bigint;
  /** From 0. */
  readonly execution: bigint;
  /** Hex, 32 bytes: keccak256 of the output. */
  readonly outputHash: string;
}
