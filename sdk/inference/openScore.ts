import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { GroupMember } from "./groupMember.ts";
import { memberStruct } from "./memberStruct.ts";

/** Which group, and which member. */
export interface OpenScoreParameters extends WriteOptions {
  /** The sampled task, then its siblings. */
  readonly ids: readonly [string, string, string];
  /** Which of them. */
  readonly index: 0 | 1 | 2;
  /** With its opening. */
  readonly member: GroupMember;
}

/**
 * Opens the score of a member of an open group. Anyone may.
 *
 * @throws {MusterError} `INFERENCE_NO_GROUP`, `INFERENCE_WRONG_OPENING`.
 */
export async function openScore(
  client: MusterClient,
  { ids, index, member, overrides = {} }: OpenScoreParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.inference.openScore([...ids], index, memberStruct(member), overrides));
}
