/** Why a blob counts as served; see `InclusionProof` on-chain. Bytes are hex. */
export interface InclusionProof {
  /** Who says so; the zero address for bytes that were published on the chain. */
  readonly publisher: string;
  readonly root: string;
  readonly dataHash: string;
  /** Bytes. */
  readonly size: bigint;
  readonly proof: readonly string[];
}
