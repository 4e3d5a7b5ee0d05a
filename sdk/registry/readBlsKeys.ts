import { dataSlice, keccak256 } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { BaseError } from "../errors/baseError.ts";
import { BLS_KEY_KIND } from "./blsKeyKind.ts";

/** Bytes of a key's hash that the registry keeps. */
const HASH_BYTES = 27;

/** Whose keys. */
export interface ReadBlsKeysParameters {
  readonly operators: readonly number[];
}

/**
 * The attesting keys of operators that count now, 192 bytes each: the registry keeps their hashes, and its events tell
 * the keys.
 *
 * @throws {BaseError} `BLS_KEY_MISSING` when one of them has brought none.
 */
export async function readBlsKeys(
  { registry, deployment }: MusterClient,
  { operators }: ReadBlsKeysParameters,
): Promise<string[]> {
  const [events, hashes] = await readCall(async () =>
    Promise.all([
      registry.queryFilter(registry.filters.KeySet(undefined, BLS_KEY_KIND), deployment.fromBlock),
      Promise.all(operators.map((operator) => registry.keyOf(operator, BLS_KEY_KIND))),
    ]),
  );
  const keys = new Map(events.map(({ args }) => [dataSlice(keccak256(args.key), 0, HASH_BYTES), args.key]));
  return hashes.map((hash, index) => {
    const key = keys.get(hash);
    if (key === undefined) {
      throw new BaseError("BLS_KEY_MISSING", `Operator ${operators[index]} has brought no BLS key that counts.`);
    }
    return key;
  });
}
