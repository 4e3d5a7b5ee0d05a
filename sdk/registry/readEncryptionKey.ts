import { dataSlice, keccak256 } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { BaseError } from "../errors/baseError.ts";
import { ENCRYPTION_KEY_KIND } from "./encryptionKeyKind.ts";

/** Bytes of a key's hash that the registry keeps. */
const HASH_BYTES = 27;

/** Whose key. */
export interface ReadEncryptionKeyParameters {
  readonly operator: number;
}

/**
 * The encryption key of an operator that counts now: the registry keeps its hash, and its events tell the key.
 *
 * @returns Hex, 64 bytes.
 * @throws {BaseError} `ENCRYPTION_KEY_MISSING` when the operator has brought none.
 */
export async function readEncryptionKey(
  { registry, deployment }: MusterClient,
  { operator }: ReadEncryptionKeyParameters,
): Promise<string> {
  const [events, hash] = await readCall(async () =>
    Promise.all([
      registry.queryFilter(registry.filters.KeySet(operator, ENCRYPTION_KEY_KIND), deployment.fromBlock),
      registry.keyOf(operator, ENCRYPTION_KEY_KIND),
    ]),
  );
  const found = events.findLast(({ args }) => dataSlice(keccak256(args.key), 0, HASH_BYTES) === hash);
  if (found === undefined) {
    throw new BaseError("ENCRYPTION_KEY_MISSING", `Operator ${operator} has brought no encryption key that counts.`);
  }
  return found.args.key;
}
