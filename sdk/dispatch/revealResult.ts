import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { SeatClaim } from "./seatClaim.ts";
import { claimPosition } from "./claimPosition.ts";
import type { TaskWriteParameters } from "./taskReference.ts";
import { timelineOf } from "./timelineOf.ts";

/** What a runner committed to. */
export interface RevealResultParameters extends TaskWriteParameters {
  /** Result bytes. */
  readonly result: string;
  /** The salt of the commitment. */
  readonly salt: string;
  /** The proof that the task asks for; none by default. */
  readonly proof?: string;
  /** The account's position, where it is known already. */
  readonly claim?: SeatClaim;
}

/**
 * Reveals a committed result.
 *
 * @throws {MusterError} `DISPATCH_WRONG_REVEAL`, `DISPATCH_WRONG_PHASE`, `RESULT_SCHEMA_MISMATCH` and others.
 * @throws {BaseError} `POSITION_NOT_DRAWN`, `TASK_UNKNOWN`.
 */
export async function revealResult(
  client: MusterClient,
  parameters: RevealResultParameters,
): Promise<ContractTransactionReceipt> {
  const { id, result, salt, proof = "0x", overrides = {} } = parameters;
  const timeline = await timelineOf(client, parameters);
  const claim = await claimPosition(client, { ...parameters, timeline });
  const { terms } = timeline.request;
  return sendWrite(async () => client.dispatcher.revealResult(id, terms, claim, result, proof, salt, overrides));
}
