import { InputError } from "./inputError.ts";

/**
 * Reads a version: `1.2.3`, each part below 256.
 *
 * @throws {InputError} when it is none.
 */
export function parseVersion(text: string): [number, number, number] {
  const [major, minor, patch] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number) ?? [];
  if (major === undefined || minor === undefined || patch === undefined || Math.max(major, minor, patch) > 255) {
    throw new InputError(`"${text}" is no version: write it as 1.2.3, each part below 256.`);
  }
  return [major, minor, patch];
}
