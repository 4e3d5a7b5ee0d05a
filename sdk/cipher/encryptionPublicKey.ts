import { babyjubjub } from "@noble/curves/misc.js";

import { encodePoint } from "./encodePoint.ts";
import { readEncryptionSecret } from "./readEncryptionSecret.ts";

/**
 * The public key of a secret: secret · Base8.
 *
 * @param secretKey Hex, 32 bytes.
 * @returns Hex, 64 bytes: x | y.
 * @throws {EncryptionSecretInvalidError} when the secret is none.
 */
export function encryptionPublicKey(secretKey: string): string {
  return encodePoint(babyjubjub.Point.BASE.multiply(readEncryptionSecret(secretKey)).toAffine());
}
