/** A key that an operator brings, with what proves that it may; as `OperatorKey` on-chain. */
export interface OperatorKey {
  readonly kind: number;
  /** Hex, in the kind's own encoding. */
  readonly key: string;
  /** Hex. */
  readonly proof: string;
}
