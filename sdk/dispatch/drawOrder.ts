import type { RosterHistory, SeatHolder } from "../registry/rosterHistory.ts";
import { seatAt } from "../selection/permutation.ts";

/** A place in a task's drawn order. */
export interface DrawnPosition extends SeatHolder {
  readonly position: number;
  readonly seat: number;
}

/** What an order is drawn from. */
export interface DrawOrderParameters {
  readonly seed: string;
  readonly rosterSize: number;
  readonly rosterVersion: number;
  readonly roster: RosterHistory;
  /** How many positions to spell out. */
  readonly count: number;
}

/** The first positions of a task's drawn order: who holds each, with the hint that the chain wants. */
export function drawOrder({ seed, rosterSize, rosterVersion, roster, count }: DrawOrderParameters): DrawnPosition[] {
  return Array.from({ length: Math.min(count, rosterSize) }, (_, position) => {
    const seat = Number(seatAt(seed, BigInt(rosterSize), BigInt(position)));
    return { position, seat, ...roster.holderOf(seat, rosterVersion) };
  });
}
