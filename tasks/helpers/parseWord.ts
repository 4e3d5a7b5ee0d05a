import { InputError } from "./inputError.ts";

/**
 * Reads a whole number of any size, decimal or hex.
 *
 * @throws {InputError}
 */
export function parseWord(name: string, text: string): bigint {
  if (!/^(\d{1,78}|0x[0-9a-f]{1,64})$/i.test(text)) throw new InputError(`${name} is a whole number, not "${text}".`);
  return BigInt(text);
}
