import { blsPublicKey } from "../../sdk/bls/blsPublicKey.ts";
import type { ReadCommitteeReturnType } from "../../sdk/committee/readCommittee.ts";
import { InputError } from "./inputError.ts";

/**
 * The seat that votes with a secret key.
 *
 * @throws {InputError} when none does.
 */
export function seatOfKey({ seats, number, pool }: ReadCommitteeReturnType, secretKey: string): number {
  const key = blsPublicKey(secretKey);
  const found = seats.find((seat) => seat.key === key);
  if (!found) throw new InputError(`No seat of committee ${number} of pool ${pool} votes with this key.`);
  return found.seat;
}
