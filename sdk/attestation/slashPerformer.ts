import { eventOf } from "../client/eventOf.ts";
import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { SlashReturnType } from "./slashReturnType.ts";

/** Of which task. */
export interface SlashPerformerParameters extends WriteOptions {
  readonly id: string;
}

/** What it cost. */
export interface SlashPerformerReturnType extends SlashReturnType {
  /** What attesters and aggregator of a rejected task share of it. */
  readonly forfeited: bigint;
}

/**
 * Slashes the performer of a task that is finally rejected, or was approved and overturned. Anyone may.
 *
 * @throws {MusterError} `ATTESTATION_WRONG_STATUS`, `ATTESTATION_NOTHING_OWED`, `ATTESTATION_NOT_PUNISHABLE`.
 */
export async function slashPerformer(
  { center }: MusterClient,
  { id, overrides = {} }: SlashPerformerParameters,
): Promise<SlashPerformerReturnType> {
  const receipt = await sendWrite(async () => center.slashPerformer(id, overrides));
  const { amount, forfeited } = eventOf<{ amount: bigint; forfeited: bigint }>(
    receipt,
    center.interface,
    "PerformerPunished",
  );
  return { amount, forfeited, receipt };
}
