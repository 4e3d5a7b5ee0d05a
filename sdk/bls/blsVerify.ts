import { isSignedUnder, type BlsSignatureClaim } from "./isSignedUnder.ts";
import { SIGNATURE_DOMAIN } from "./signatureDomain.ts";

/**
 * Whether a signature of a digest holds, as `Committees` verifies it. A key or a signature that is no point of its
 * subgroup, or infinity, holds for nothing.
 *
 * @throws {BlsDigestInvalidError} when the digest is not 32 bytes.
 */
export function blsVerify(claim: BlsSignatureClaim): boolean {
  return isSignedUnder(claim, SIGNATURE_DOMAIN);
}
