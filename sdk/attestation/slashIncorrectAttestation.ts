import { eventOf } from "../client/eventOf.ts";
import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { SlashReturnType } from "./slashReturnType.ts";

/** Whom, and for which task. */
export interface SlashIncorrectAttestationParameters extends WriteOptions {
  readonly id: string;
  /** A seat on the losing side. */
  readonly seat: number;
}

/**
 * Slashes an attester on the losing side of an overturned task that did not correct itself, once the dispute's time is
 * over; the challenger gets the bounty. Anyone may.
 *
 * @throws {MusterError} `ATTESTATION_NOT_ON_LOSING_SIDE`, `ATTESTATION_NOT_PUNISHABLE`, `ATTESTATION_WRONG_STATUS`,
 * `ATTESTATION_WRONG_TIME`.
 */
export async function slashIncorrectAttestation(
  { center }: MusterClient,
  { id, seat, overrides = {} }: SlashIncorrectAttestationParameters,
): Promise<SlashReturnType> {
  const receipt = await sendWrite(async () => center.slashIncorrectAttestation(id, seat, overrides));
  const { amount } = eventOf<{ amount: bigint }>(receipt, center.interface, "IncorrectAttestationPunished");
  return { amount, receipt };
}
