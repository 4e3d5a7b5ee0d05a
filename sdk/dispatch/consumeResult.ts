import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import { openTaskRecord } from "./openTaskRecord.ts";
import type { TaskWriteParameters } from "./taskReference.ts";
import { timelineOf } from "./timelineOf.ts";

/** The overload that carries terms and record; the other is for actors within their callback. */
const CONSUME_LATER =
  "consumeResult(bytes32,address,(address,bytes32,address,uint128,uint8,bytes32,address,(uint8,address,bytes32)," +
  "(address,bytes4,uint32,uint64,uint128),uint24,uint24,uint24),(uint256[],bytes32[],uint40))";

/** Whose result. */
export interface ConsumeResultParameters extends TaskWriteParameters {
  readonly runner: string;
}

/**
 * Chooses the result to pay for, within the consume window. The task's actor or its callback's target may.
 *
 * @throws {MusterError} `DISPATCH_WINDOW_OVER`, `DISPATCH_NO_SUCH_RESULT`, `DISPATCH_NOT_ACTOR` and others.
 * @throws {BaseError} `TASK_UNKNOWN`, `TASK_NOT_SEALED`.
 */
export async function consumeResult(
  client: MusterClient,
  parameters: ConsumeResultParameters,
): Promise<ContractTransactionReceipt> {
  const { id, runner, overrides = {} } = parameters;
  const timeline = await timelineOf(client, parameters);
  const { record } = openTaskRecord(timeline);
  const consume = client.dispatcher.getFunction(CONSUME_LATER);
  return sendWrite(async () => consume(id, runner, timeline.request.terms, record, overrides));
}
