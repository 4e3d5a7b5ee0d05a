import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import { openTaskRecord } from "./openTaskRecord.ts";
import type { TaskWriteParameters } from "./taskReference.ts";
import { timelineOf } from "./timelineOf.ts";

/** Which task. */
export type SettleParameters = TaskWriteParameters;

/**
 * Settles a task whose consume window is over: every accepted result is paid its share. Anyone may.
 *
 * @throws {MusterError} `DISPATCH_WINDOW_OPEN`, `DISPATCH_BAD_MOVE`.
 * @throws {BaseError} `TASK_UNKNOWN`, `TASK_NOT_SEALED`.
 */
export async function settle(client: MusterClient, parameters: SettleParameters): Promise<ContractTransactionReceipt> {
  const { id, overrides = {} } = parameters;
  const timeline = await timelineOf(client, parameters);
  const { record } = openTaskRecord(timeline);
  return sendWrite(async () => client.dispatcher.settle(id, timeline.request.terms, record, overrides));
}
