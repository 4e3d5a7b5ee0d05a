import { readFileSync } from "node:fs";

import { InputError } from "./inputError.ts";

/**
 * Reads a JSON file that snarkjs wrote.
 *
 * @param encode Makes of it what contracts take.
 * @throws {InputError} when there is no such file, or something else is in it.
 */
export function readSnarkjsFile<Written, Encoded>(path: string, encode: (written: Written) => Encoded): Encoded {
  try {
    return encode(JSON.parse(readFileSync(path, "utf8")) as Written);
  } catch (cause) {
    throw new InputError(
      `${path} is not what snarkjs writes: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}
