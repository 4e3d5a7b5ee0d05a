import { BaseError } from "../errors/baseError.ts";
import { MAX_SEATS } from "./maxSeats.ts";

/**
 * The set of some seats in one word: bit s set means that seat s is in it.
 *
 * @throws {BaseError} `COMMITTEE_SEAT_OUT_OF_RANGE` when one is no seat that a committee can have.
 */
export function bitmapOf(seats: readonly number[]): bigint {
  return seats.reduce((set, seat) => {
    if (!Number.isInteger(seat) || seat < 0 || seat >= MAX_SEATS) {
      throw new BaseError("COMMITTEE_SEAT_OUT_OF_RANGE", `A committee has seats 0 to ${MAX_SEATS - 1}, not ${seat}.`);
    }
    return set | (1n << BigInt(seat));
  }, 0n);
}
