import { readFileSync } from "node:fs";

import { BlsSecretKeyInvalidError } from "../../sdk/bls/blsSecretKeyInvalidError.ts";
import { readSecretKey } from "../../sdk/bls/readSecretKey.ts";
import { InputError } from "./inputError.ts";

/** The variable that holds the secret key where no file does. */
const VARIABLE = "MUSTER_BLS_KEY";

/**
 * A BLS secret key from a file, or from the environment: 32 bytes of hex. Never from the command line, where others
 * could read it.
 *
 * @throws {InputError} when there is none, or it is none.
 */
export function readBlsSecret(path: string | undefined): string {
  const source = path ?? `the variable ${VARIABLE}`;
  const text = (path === undefined ? process.env[VARIABLE] : readFile(path))?.trim();
  if (!text) throw new InputError(`Put the BLS secret key into ${VARIABLE}, or name its file with --key-file.`);
  const secretKey = text.startsWith("0x") ? text : `0x${text}`;
  try {
    readSecretKey(secretKey);
  } catch (error) {
    if (error instanceof BlsSecretKeyInvalidError) throw new InputError(`In ${source}: ${error.message}`);
    throw error;
  }
  return secretKey;
}

function readFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new InputError(`There is no file ${path} that can be read.`);
  }
}
