import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";

/** Whose reputation. */
export interface ReadReputationParameters {
  readonly operator: number;
}

/** A score, and what it comes from. */
export interface ReadReputationReturnType {
  /** Parts per million. */
  readonly scorePpm: bigint;
  /** Weighted successes, 18 decimals. */
  readonly successes: bigint;
  /** Weighted failures, 18 decimals. */
  readonly failures: bigint;
}

/** Reads an operator's reputation over all markets. */
export async function readReputation(
  { reputation }: MusterClient,
  { operator }: ReadReputationParameters,
): Promise<ReadReputationReturnType> {
  const [scorePpm, { successes, failures }] = await readCall(async () =>
    Promise.all([reputation.scoreOf(operator), reputation.evidenceOf(operator)]),
  );
  return { scorePpm, successes, failures };
}
