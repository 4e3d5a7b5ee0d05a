import { dataLength, dataSlice } from "ethers";

import { BaseError } from "../errors/baseError.ts";

const STOP_BYTES = 1;
const TOTAL_BYTES = 16;
const KEY_BYTES = 192;
const POWER_BYTES = 12;
const HEADER_BYTES = TOTAL_BYTES + KEY_BYTES;
const SEAT_BYTES = 208;

/** A seat as a page has it. */
export interface PageSeat {
  readonly operator: number;
  /** Voting power, in the smallest unit of the staking currency. */
  readonly power: bigint;
  /** Hex, 192 bytes. */
  readonly key: string;
}

/** A page of a sealed roster; see `CommitteePage`. */
export interface CommitteePage {
  /** Of the whole committee on page 0, of the page alone on others. */
  readonly totalPower: bigint;
  /** Hex, 192 bytes; of the same seats. */
  readonly aggregateKey: string;
  readonly seats: readonly PageSeat[];
}

/**
 * Reads a page of a sealed roster from its contract's code.
 *
 * @throws {BaseError} `COMMITTEE_PAGE_MALFORMED` when it is none.
 */
export function decodePage(code: string): CommitteePage {
  const count = (dataLength(code) - STOP_BYTES - HEADER_BYTES) / SEAT_BYTES;
  if (!Number.isInteger(count) || count < 1) {
    throw new BaseError("COMMITTEE_PAGE_MALFORMED", `${dataLength(code)} bytes of code are no page of a committee.`);
  }
  const part = (start: number, length: number) => dataSlice(code, STOP_BYTES + start, STOP_BYTES + start + length);
  const seats = Array.from({ length: count }, (_, index) => {
    const start = HEADER_BYTES + index * SEAT_BYTES;
    const power = start + KEY_BYTES;
    return {
      operator: Number(part(power + POWER_BYTES, SEAT_BYTES - KEY_BYTES - POWER_BYTES)),
      power: BigInt(part(power, POWER_BYTES)),
      key: part(start, KEY_BYTES),
    };
  });
  return { totalPower: BigInt(part(0, TOTAL_BYTES)), aggregateKey: part(TOTAL_BYTES, KEY_BYTES), seats };
}
