import { parseInteger } from "./parseInteger.ts";

/**
 * Reads a list of whole numbers, as `1,4,7`; none when it was not given.
 *
 * @throws {InputError} when one is no whole number.
 */
export function parseIntegers(name: string, text: string | undefined): number[] {
  if (text === undefined) return [];
  return text.split(",").map((part) => parseInteger(name, part.trim()) as number);
}
