import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { SeatClaim } from "./seatClaim.ts";
import { claimPosition } from "./claimPosition.ts";
import type { TaskWriteParameters } from "./taskReference.ts";
import { timelineOf } from "./timelineOf.ts";

/** What a runner found. */
export interface SubmitResultParameters extends TaskWriteParameters {
  /** Result bytes, as the task's schema wants them. */
  readonly result: string;
  /** The proof that the task asks for; none by default. */
  readonly proof?: string;
  /** The account's position, where it is known already. */
  readonly claim?: SeatClaim;
}

/**
 * Submits a result in the open.
 *
 * @throws {MusterError} `RESULT_SCHEMA_MISMATCH`, `DISPATCH_OUTSIDE_WINDOW`, `DISPATCH_TOO_LATE` and others.
 * @throws {BaseError} `POSITION_NOT_DRAWN`, `TASK_UNKNOWN`.
 */
export async function submitResult(
  client: MusterClient,
  parameters: SubmitResultParameters,
): Promise<ContractTransactionReceipt> {
  const { id, result, proof = "0x", overrides = {} } = parameters;
  const timeline = await timelineOf(client, parameters);
  const claim = await claimPosition(client, { ...parameters, timeline });
  const { terms } = timeline.request;
  return sendWrite(async () => client.dispatcher.submitResult(id, terms, claim, result, proof, overrides));
}
