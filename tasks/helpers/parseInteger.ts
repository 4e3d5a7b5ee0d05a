import { InputError } from "./inputError.ts";

/**
 * Reads a whole number of an option that was given; `undefined` when it was not.
 *
 * @throws {InputError} when it is no whole number.
 */
export function parseInteger(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new InputError(`--${name} is a whole number, not "${text}".`);
  return Number(text);
}
