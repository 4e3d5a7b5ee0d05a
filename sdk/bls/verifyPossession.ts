import { isSignedUnder } from "./isSignedUnder.ts";
import { possessionDigest, type PossessionDigestParameters } from "./possessionDigest.ts";
import { POSSESSION_DOMAIN } from "./possessionDomain.ts";

/** A proof of possession, and what it is for. */
export interface VerifyPossessionParameters extends PossessionDigestParameters {
  /** Hex, 96 bytes. */
  readonly proof: string;
}

/** Whether a proof of possession holds, as `BlsKeyKind` checks it. */
export function verifyPossession({ proof, ...parameters }: VerifyPossessionParameters): boolean {
  const { publicKey } = parameters;
  return isSignedUnder({ publicKey, digest: possessionDigest(parameters), signature: proof }, POSSESSION_DOMAIN);
}
