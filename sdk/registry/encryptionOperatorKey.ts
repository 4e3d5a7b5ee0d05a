import { eighthOfKey } from "../cipher/eighthOfKey.ts";
import { encryptionPublicKey } from "../cipher/encryptionPublicKey.ts";
import { ENCRYPTION_KEY_KIND } from "./encryptionKeyKind.ts";
import type { OperatorKey } from "./operatorKey.ts";

/**
 * An encryption key with what proves that it is in the subgroup, ready for `registerOperator` and `setKey`.
 *
 * @param secretKey Hex, 32 bytes. It goes nowhere.
 * @throws {EncryptionSecretInvalidError} when the secret is none.
 */
export function encryptionOperatorKey(secretKey: string): OperatorKey {
  return { kind: ENCRYPTION_KEY_KIND, key: encryptionPublicKey(secretKey), proof: eighthOfKey(secretKey) };
}
