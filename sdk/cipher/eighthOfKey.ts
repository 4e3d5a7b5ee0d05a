import { invert } from "@noble/curves/abstract/modular.js";
import { babyjubjub } from "@noble/curves/misc.js";

import { encodePoint } from "./encodePoint.ts";
import { readEncryptionSecret } from "./readEncryptionSecret.ts";
import { SUBGROUP_ORDER } from "./subgroupOrder.ts";

/**
 * The eighth of a public key: what proves on-chain, with three doublings, that the key is in the subgroup.
 *
 * @param secretKey Hex, 32 bytes.
 * @returns Hex, 64 bytes: a point Q on the curve with 8 · Q = key.
 * @throws {EncryptionSecretInvalidError} when the secret is none.
 */
export function eighthOfKey(secretKey: string): string {
  const scalar = (readEncryptionSecret(secretKey) * invert(8n, SUBGROUP_ORDER)) % SUBGROUP_ORDER;
  return encodePoint(babyjubjub.Point.BASE.multiply(scalar).toAffine());
}
