/** What only an application knows. */
export interface ApplicationSecrets {
  /** Scalar of secp256k1; its random function says which tasks are sampled. */
  readonly vrfSecretKey: bigint;
  /** Hex, 32 bytes; results are encrypted to its key. */
  readonly encryptionSecret: string;
}
