/** Which attestation center a signature is for. */
export interface CenterReference {
  readonly chainId: number | bigint;
  /** Address of the center. */
  readonly center: string;
}
