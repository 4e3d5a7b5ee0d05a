import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";

/** Which round. */
export interface ReadRoundParameters {
  readonly round: number;
}

/** What a round has come to. Times are blocks. */
export interface ReadRoundReturnType {
  readonly round: number;
  /** Open: can be joined. Requested: waits for its answer. Void: will never be answered. */
  readonly state: "Open" | "Requested" | "Answered" | "Void";
  readonly requestedAt?: number;
  readonly answeredAt?: number;
}

/** Reads a round of randomness. */
export async function readRound(
  { beacon }: MusterClient,
  { round }: ReadRoundParameters,
): Promise<ReadRoundReturnType> {
  const [{ requestedAt, answeredAt }, isVoid] = await readCall(async () =>
    Promise.all([beacon.roundOf(round), beacon.isVoid(round)]),
  );
  if (requestedAt === 0n) return { round, state: "Open" };

  const asked = { round, requestedAt: Number(requestedAt) };
  if (answeredAt !== 0n) return { ...asked, state: "Answered", answeredAt: Number(answeredAt) };
  return { ...asked, state: isVoid ? "Void" : "Requested" };
}
