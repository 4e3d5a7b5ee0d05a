import type { ContractTransactionReceipt } from "ethers";

import { eventOf } from "../client/eventOf.ts";
import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { TaskDefinitionParams } from "./taskDefinitionParams.ts";

/** A definition; what is left out costs and restricts nothing, and never expires. */
export interface CreateTaskDefinitionParameters extends Partial<TaskDefinitionParams>, WriteOptions {
  /** For people; emitted, not stored. */
  readonly name: string;
  /** `value`, the default, attaches the deposit; `credit` takes it from the account's, which approved the center. */
  readonly payFrom?: "value" | "credit";
}

/** The new definition. */
export interface CreateTaskDefinitionReturnType {
  readonly taskDefinitionId: number;
  readonly receipt: ContractTransactionReceipt;
}

const OPEN_DEFINITION: TaskDefinitionParams = {
  blockExpiry: 2n ** 40n,
  baseRewardFeeForAttesters: 0n,
  baseRewardFeeForPerformer: 0n,
  baseRewardFeeForAggregator: 0n,
  disputePeriodBlocks: 0n,
  minimumVotingPower: 0n,
  restrictedOperatorIndexes: [],
};

/**
 * Creates a definition that the account owns, against a deposit.
 *
 * @throws {MusterError} `TASK_DEFINITION_EXPIRED`, `TASK_DEFINITION_OUT_OF_RANGE`, `TASK_DEFINITION_BAD_OPERATORS`.
 */
export async function createTaskDefinition(
  { center }: MusterClient,
  { name, payFrom = "value", overrides = {}, ...changes }: CreateTaskDefinitionParameters,
): Promise<CreateTaskDefinitionReturnType> {
  const params = { ...OPEN_DEFINITION, ...changes };
  const list = { ...params, restrictedOperatorIndexes: [...params.restrictedOperatorIndexes] };
  const value = payFrom === "value" ? await readCall(async () => center.definitionDeposit()) : 0n;
  const receipt = await sendWrite(async () => center.createNewTaskDefinition(name, list, { ...overrides, value }));
  const { taskDefinitionId } = eventOf<{ taskDefinitionId: number }>(
    receipt,
    center.interface,
    "TaskDefinitionCreated",
  );
  return { taskDefinitionId, receipt };
}
