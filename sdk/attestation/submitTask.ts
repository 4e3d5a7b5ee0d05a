import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { taskIdOf } from "./taskIdOf.ts";
import type { TaskInfo } from "./taskInfo.ts";
import type { TaskSubmissionDetails } from "./taskSubmissionDetails.ts";

/** A task, and its quorum. */
export interface SubmitTaskParameters extends WriteOptions {
  readonly info: TaskInfo;
  readonly details: TaskSubmissionDetails;
}

/** The task. */
export interface SubmitTaskReturnType {
  readonly id: string;
  readonly receipt: ContractTransactionReceipt;
}

/**
 * Submits a task with its quorum. The account is the aggregator that the votes name.
 *
 * @throws {MusterError} `ATTESTATION_TASK_EXISTS`, `ATTESTATION_QUORUM_MISSING`, `ATTESTATION_NOT_SEATED`,
 * `TASK_DEFINITION_UNDERFUNDED` and others of `Attestation…`, `Committee…`.
 */
export async function submitTask(
  client: MusterClient,
  { info, details, overrides = {} }: SubmitTaskParameters,
): Promise<SubmitTaskReturnType> {
  const { chainId, addresses } = client.deployment;
  const id = taskIdOf({ chainId, center: addresses.center, info });
  const receipt = await sendWrite(async () => client.center.submitTask(info, details, overrides));
  return { id, receipt };
}
