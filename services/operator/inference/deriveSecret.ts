import { createHmac } from "node:crypto";

import { concat, getBytes, hexlify, toBeHex, toUtf8Bytes } from "ethers";

import { SUBGROUP_ORDER } from "../../../sdk/cipher/subgroupOrder.ts";

/** What is derived, for which task. */
export interface DeriveSecretParameters {
  /** Hex, 32 bytes: the node's encryption secret. */
  readonly secretKey: string;
  /** `salt` hides a score, `ephemeral` encrypts a result. */
  readonly purpose: "salt" | "ephemeral";
  readonly taskId: string;
}

/**
 * A secret that is derived and not stored, so that a node that was restarted commits itself to the same as before.
 *
 * @returns Hex, 32 bytes; a scalar of Baby Jubjub's subgroup.
 */
export function deriveSecret({ secretKey, purpose, taskId }: DeriveSecretParameters): string {
  const message = concat([toUtf8Bytes(`muster.inference.${purpose}`), taskId]);
  const digest = createHmac("sha512", getBytes(secretKey)).update(getBytes(message)).digest();
  return toBeHex((BigInt(hexlify(digest)) % (SUBGROUP_ORDER - 1n)) + 1n, 32);
}
