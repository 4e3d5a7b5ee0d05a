/** What a certifier says of an operator's device, as `DeviceAttestation` takes it. */
export interface DeviceCertificate {
  readonly operator: bigint;
  /** Address: an account, or a contract of ERC-1271. */
  readonly certifier: string;
  /** Hex, 32 bytes: the device's P-256 key. */
  readonly x: string;
  /** Hex, 32 bytes. */
  readonly y: string;
  /** Seconds; of two certificates of an operator the later counts. */
  readonly notBefore: bigint;
  /** Seconds. */
  readonly expiry: bigint;
}
