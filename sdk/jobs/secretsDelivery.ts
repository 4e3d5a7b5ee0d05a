/** Sealed secrets on their way, as the consumer signs for them. */
export interface SecretsDelivery {
  /** Hex, 32 bytes. */
  readonly job: string;
  /** The operator's number. */
  readonly processor: bigint;
  /** Hex, 32 bytes: keccak256 of what `sealSecrets` made. */
  readonly sealedHash: string;
  /** Unix time in milliseconds; of two deliveries the later counts. */
  readonly issuedAt: bigint;
}

/** EIP-712 types of a delivery of secrets. */
export const SECRETS_DELIVERY_TYPES = {
  SecretsDelivery: [
    { name: "job", type: "bytes32" },
    { name: "processor", type: "uint256" },
    { name: "sealedHash", type: "bytes32" },
    { name: "issuedAt", type: "uint256" },
  ],
};

/** Headers of a delivery of secrets, in lower case, as Node reads them. */
export const SECRETS_HEADERS = { issuedAt: "muster-issued-at", signature: "muster-signature" } as const;

/** Bytes of the largest delivery: 64 KiB of secrets, ephemeral key, nonce and tag. */
export const MAX_SEALED_BYTES = 65_536 + 64 + 24 + 16;
