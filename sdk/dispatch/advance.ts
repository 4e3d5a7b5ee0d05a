import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import { BaseError } from "../errors/baseError.ts";
import { readDrawOrder } from "./readDrawOrder.ts";
import type { SeatClaim } from "./seatClaim.ts";
import type { TaskWriteParameters } from "./taskReference.ts";
import type { TaskTimeline } from "./taskTimeline.ts";
import { timelineOf } from "./timelineOf.ts";

/**
 * Gas beyond the estimate. An estimate may be the least with which the call comes through, and with so little it comes
 * through without the reputation's record of the miss.
 */
const RECORD_GAS = 150_000n;

/** Which position. */
export interface AdvanceParameters extends TaskWriteParameters {
  readonly position: number;
  /** The seat's hint, where it is known already. */
  readonly hint?: number;
}

/**
 * Reports that a runner did not answer in time, for a bounty. Anyone may.
 *
 * @throws {MusterError} `DISPATCH_STILL_RESPONDING`, `DISPATCH_ALREADY_MISSED` and others.
 * @throws {BaseError} `TASK_UNKNOWN`, `POSITION_NOT_DRAWN`.
 */
export async function advance(
  client: MusterClient,
  parameters: AdvanceParameters,
): Promise<ContractTransactionReceipt> {
  const { id, overrides = {} } = parameters;
  const { dispatcher } = client;
  const timeline = await timelineOf(client, parameters);
  const claim = await claimOf(client, timeline, parameters);
  const { terms } = timeline.request;
  return sendWrite(async () => {
    const gasLimit = overrides.gasLimit ?? (await dispatcher.advance.estimateGas(id, terms, claim)) + RECORD_GAS;
    return dispatcher.advance(id, terms, claim, { ...overrides, gasLimit });
  });
}

async function claimOf(
  client: MusterClient,
  timeline: TaskTimeline,
  { position, hint }: AdvanceParameters,
): Promise<SeatClaim> {
  if (hint !== undefined) return { position, hint };
  const order = await readDrawOrder(client, { timeline, count: position + 1 });
  const drawn = order[position];
  if (!drawn) throw new BaseError("POSITION_NOT_DRAWN", `Task ${timeline.id} has no position ${position}.`);
  return { position, hint: drawn.hint };
}
