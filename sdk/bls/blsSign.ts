import { SIGNATURE_DOMAIN } from "./signatureDomain.ts";
import { signUnder } from "./signUnder.ts";

/**
 * Signs a digest, as `Committees` verifies it.
 *
 * @param secretKey Hex, 32 bytes.
 * @param digest Hex, 32 bytes.
 * @returns Hex, 96 bytes: x | y.
 * @throws {BlsSecretKeyInvalidError} when the secret key is none.
 * @throws {BlsDigestInvalidError} when the digest is none.
 */
export function blsSign(secretKey: string, digest: string): string {
  return signUnder(secretKey, digest, SIGNATURE_DOMAIN);
}
