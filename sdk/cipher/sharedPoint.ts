import { babyjubjub } from "@noble/curves/misc.js";

import { decodePoint } from "./decodePoint.ts";
import type { EncryptionPoint } from "./encryptionPoint.ts";
import { readEncryptionSecret } from "./readEncryptionSecret.ts";

/**
 * The point that two sides share, each computing it from its own secret and the other's key.
 *
 * @param secretKey Hex, 32 bytes.
 * @param publicKey Hex, 64 bytes: x | y.
 * @throws {EncryptionSecretInvalidError} when the secret is none.
 * @throws {EncryptionKeyInvalidError} when the key is none.
 */
export function sharedPoint(secretKey: string, publicKey: string): EncryptionPoint {
  return babyjubjub.Point.fromAffine(decodePoint(publicKey)).multiply(readEncryptionSecret(secretKey)).toAffine();
}
