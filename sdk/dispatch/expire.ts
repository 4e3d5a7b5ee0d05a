import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { TaskWriteParameters } from "./taskReference.ts";
import { timelineOf } from "./timelineOf.ts";

/** Which task. */
export type ExpireParameters = TaskWriteParameters;

/**
 * Ends a task that ran out of time or runners, and refunds what no result has earned. Anyone may.
 *
 * @throws {MusterError} `DISPATCH_NOT_EXPIRED`, `DISPATCH_BAD_MOVE`.
 * @throws {BaseError} `TASK_UNKNOWN`.
 */
export async function expire(client: MusterClient, parameters: ExpireParameters): Promise<ContractTransactionReceipt> {
  const { terms } = (await timelineOf(client, parameters)).request;
  return sendWrite(async () => client.dispatcher.expire(parameters.id, terms, parameters.overrides ?? {}));
}
