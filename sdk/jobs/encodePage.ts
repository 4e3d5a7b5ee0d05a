import { concat, keccak256, toBeHex } from "ethers";

import { aggregateKeys } from "../bls/aggregateKeys.ts";
import { BaseError } from "../errors/baseError.ts";

const MAX_SEATS = 117;

/** A seat of a sealed page. */
export interface PageSeat {
  readonly operator: bigint;
  /** Wei. */
  readonly power: bigint;
  /** Hex, 192 bytes. */
  readonly publicKey: string;
}

/** A committee's page, as `Committees` seals it and as gateways take it. */
export interface CommitteePage {
  /** Hex: totals, then each seat. */
  readonly content: string;
  /** Hex, 32 bytes: hash of the code that holds the content. */
  readonly pageHash: string;
}

/**
 * Writes a committee of one page.
 *
 * @throws {BaseError} `PAGE_SEATS_OUT_OF_RANGE` when there are no seats, or more than 117.
 * @throws {BlsPointInvalidError} when a key is none, or all add up to infinity.
 */
export function encodePage(seats: readonly PageSeat[]): CommitteePage {
  if (seats.length === 0 || seats.length > MAX_SEATS) {
    throw new BaseError("PAGE_SEATS_OUT_OF_RANGE", `A page has 1 to ${MAX_SEATS} seats, not ${seats.length}.`);
  }
  const total = seats.reduce((sum, { power }) => sum + power, 0n);
  const key = aggregateKeys(seats.map(({ publicKey }) => publicKey));
  const rows = seats.map(({ publicKey, power, operator }) => [publicKey, toBeHex(power, 12), toBeHex(operator, 4)]);
  const content = concat([toBeHex(total, 16), key, ...rows.flat()]);
  // A page's code begins with STOP.
  return { content, pageHash: keccak256(concat(["0x00", content])) };
}
