import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { GroupMember } from "./groupMember.ts";
import { memberStruct } from "./memberStruct.ts";

/** Which group. */
export interface SettleGroupParameters extends WriteOptions {
  /** The sampled task, then its siblings. */
  readonly ids: readonly [string, string, string];
  /** In the same order. */
  readonly members: readonly [GroupMember, GroupMember, GroupMember];
}

/**
 * Settles a group whose scores are all open, or whose time to open them is over. Anyone may.
 *
 * @throws {MusterError} `INFERENCE_NO_GROUP`, `INFERENCE_WRONG_TIME`.
 */
export async function settleGroup(
  client: MusterClient,
  { ids, members, overrides = {} }: SettleGroupParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () =>
    client.inference.settleGroup(
      [...ids],
      [memberStruct(members[0]), memberStruct(members[1]), memberStruct(members[2])],
      overrides,
    ),
  );
}
