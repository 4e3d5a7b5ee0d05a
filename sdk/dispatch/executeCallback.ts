import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import { openTaskRecord } from "./openTaskRecord.ts";
import type { TaskWriteParameters } from "./taskReference.ts";
import { timelineOf } from "./timelineOf.ts";

/** Which task. */
export type ExecuteCallbackParameters = TaskWriteParameters;

/**
 * Executes a due callback, for its cost and a bounty. Anyone may. A callback that reverts is paid for too.
 *
 * @throws {MusterError} `DEFERRED_CALL_TOO_EARLY`, `DEFERRED_CALL_EXPIRED`, `DEFERRED_CALL_LANE_FULL` and others.
 * @throws {BaseError} `TASK_UNKNOWN`, `TASK_NOT_SEALED`.
 */
export async function executeCallback(
  client: MusterClient,
  parameters: ExecuteCallbackParameters,
): Promise<ContractTransactionReceipt> {
  const { id, overrides = {} } = parameters;
  const timeline = await timelineOf(client, parameters);
  const { record, results } = openTaskRecord(timeline);
  // The variants follow from the results, and calldata costs gas.
  const bare = { ...record, variants: [] };
  const { terms } = timeline.request;
  return sendWrite(async () => client.dispatcher.executeCallback(id, terms, bare, results, overrides));
}
