import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { SeatClaim } from "./seatClaim.ts";
import { claimPosition } from "./claimPosition.ts";
import type { TaskWriteParameters } from "./taskReference.ts";
import { timelineOf } from "./timelineOf.ts";

/** Which task. */
export interface SkipTaskParameters extends TaskWriteParameters {
  /** The account's position, where it is known already. */
  readonly claim?: SeatClaim;
}

/**
 * Passes. Free in the first half of the response time, up to a quota.
 *
 * @throws {MusterError} `DISPATCH_OUTSIDE_WINDOW`, `DISPATCH_ALREADY_COMMITTED`, `DISPATCH_TOO_LATE` and others.
 * @throws {BaseError} `POSITION_NOT_DRAWN`, `TASK_UNKNOWN`.
 */
export async function skipTask(
  client: MusterClient,
  parameters: SkipTaskParameters,
): Promise<ContractTransactionReceipt> {
  const timeline = await timelineOf(client, parameters);
  const claim = await claimPosition(client, { ...parameters, timeline });
  return sendWrite(async () => client.dispatcher.skipTask(parameters.id, claim, parameters.overrides ?? {}));
}
