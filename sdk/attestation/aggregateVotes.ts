import { getAddress } from "ethers";

import { aggregateSignatures } from "../bls/aggregateSignatures.ts";
import { BaseError } from "../errors/baseError.ts";
import type { Vote } from "./vote.ts";

/** What a submission or a dispute carries. */
export interface AggregatedVotes {
  /** Bit s set: seat s signed. */
  readonly signers: bigint;
  /** Hex, 96 bytes. */
  readonly signature: string;
}

/**
 * Adds up votes for one side of one task; a second vote of a seat is left out. Whether each signature holds is for who
 * collected them to check.
 *
 * @throws {BaseError} `VOTES_DIFFER` when they are not of one task, side, phase, aggregator and committee.
 * @throws {BlsNothingToAggregateError} when there are none.
 * @throws {BlsPointInvalidError} when a signature is no point.
 */
export function aggregateVotes(votes: readonly Vote[]): AggregatedVotes {
  const seats = new Map(votes.toReversed().map((vote) => [vote.seat, vote]));
  const chosen = [...seats.values()];
  if (new Set(chosen.map(subjectOf)).size > 1) {
    throw new BaseError("VOTES_DIFFER", "The votes are not all for the same side of one task, phase and committee.");
  }
  return {
    signers: chosen.reduce((set, { seat }) => set | (1n << BigInt(seat)), 0n),
    signature: aggregateSignatures(chosen.map(({ signature }) => signature)),
  };
}

function subjectOf({ id, isApproved, phase, aggregator, committee }: Vote): string {
  return [id.toLowerCase(), isApproved, phase, getAddress(aggregator), committee].join();
}
