import { blsPublicKey } from "./blsPublicKey.ts";
import { possessionDigest, type PossessionDigestParameters } from "./possessionDigest.ts";
import { POSSESSION_DOMAIN } from "./possessionDomain.ts";
import { signUnder } from "./signUnder.ts";

/** The secret key, and whom the proof is for. */
export interface ProvePossessionParameters extends Omit<PossessionDigestParameters, "publicKey"> {
  /** Hex, 32 bytes. */
  readonly secretKey: string;
}

/**
 * Proves to one registry, for one account, that somebody holds the secret key.
 *
 * @returns Hex, 96 bytes.
 * @throws {BlsSecretKeyInvalidError} when the secret key is none.
 */
export function provePossession({ secretKey, ...parameters }: ProvePossessionParameters): string {
  const publicKey = blsPublicKey(secretKey);
  return signUnder(secretKey, possessionDigest({ ...parameters, publicKey }), POSSESSION_DOMAIN);
}
