import { committeeIdOf } from "../../sdk/committee/committeeIdOf.ts";
import type { ReadCommitteeParameters } from "../../sdk/committee/readCommittee.ts";
import { parseInteger } from "./parseInteger.ts";

/**
 * Which committee of a pool was meant.
 *
 * @throws {InputError} when the number is none.
 */
export function committeeChoice(pool: number, number: string | undefined): ReadCommitteeParameters {
  const parsed = parseInteger("number", number);
  return parsed === undefined ? { pool } : { committee: committeeIdOf(pool, parsed) };
}
