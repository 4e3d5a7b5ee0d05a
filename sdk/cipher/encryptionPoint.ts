/** A point of Baby Jubjub, as circuits and contracts speak of it. */
export interface EncryptionPoint {
  readonly x: bigint;
  readonly y: bigint;
}
