import { BaseError } from "../errors/baseError.ts";

/** What can be wrong with a key. */
export type EncryptionKeyFault = "length" | "coordinate" | "offCurve" | "outsideSubgroup" | "identity";

const WORDS: Readonly<Record<EncryptionKeyFault, string>> = {
  length: "is not 64 bytes of hex",
  coordinate: "has a coordinate that is no field element",
  offCurve: "is not on Baby Jubjub",
  outsideSubgroup: "is not in the subgroup of prime order",
  identity: "is the identity, to which nothing can be hidden",
};

/** Thrown when an encryption key is none. */
export class EncryptionKeyInvalidError extends BaseError {
  readonly fault: EncryptionKeyFault;

  constructor(fault: EncryptionKeyFault) {
    super("ENCRYPTION_KEY_INVALID", `The encryption key ${WORDS[fault]}.`);
    this.fault = fault;
  }
}
