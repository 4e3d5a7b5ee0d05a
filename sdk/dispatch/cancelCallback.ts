import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import { openTaskRecord } from "./openTaskRecord.ts";
import type { TaskWriteParameters } from "./taskReference.ts";
import { timelineOf } from "./timelineOf.ts";

/** Which task. */
export type CancelCallbackParameters = TaskWriteParameters;

/**
 * Gives up a callback of the account's task: its budget is refunded, and the consume window starts.
 *
 * @throws {MusterError} `DISPATCH_NOT_ACTOR`, `DISPATCH_WRONG_CALLBACK_STATE`.
 * @throws {BaseError} `TASK_UNKNOWN`, `TASK_NOT_SEALED`.
 */
export async function cancelCallback(
  client: MusterClient,
  parameters: CancelCallbackParameters,
): Promise<ContractTransactionReceipt> {
  const { id, overrides = {} } = parameters;
  const timeline = await timelineOf(client, parameters);
  const { record } = openTaskRecord(timeline);
  return sendWrite(async () => client.dispatcher.cancelCallback(id, timeline.request.terms, record, overrides));
}
