import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { GroupMember } from "./groupMember.ts";
import { memberStruct } from "./memberStruct.ts";
import { vrfProofStruct } from "./vrfProofStruct.ts";
import type { VrfProof } from "../vrf/vrfProof.ts";

/** Which group, and what proves that it is one. */
export interface ValidateTaskGroupParameters extends WriteOptions {
  /** The sampled task, then its siblings. */
  readonly ids: readonly [string, string, string];
  /** In the same order. */
  readonly members: readonly [GroupMember, GroupMember, GroupMember];
  /** What they share, 32 bytes of hex. */
  readonly guid: string;
  /** keccak256 of the parameters. */
  readonly parametersHash: string;
  /** As `proveSampling` makes it. */
  readonly proof: VrfProof;
}

/**
 * Discloses a group of the account, and settles it at once where every score was opened.
 *
 * @throws {MusterError} `INFERENCE_BAD_GROUP`, `INFERENCE_WRONG_OPENING`, `INFERENCE_WRONG_SAMPLING`.
 */
export async function validateTaskGroup(
  client: MusterClient,
  { ids, members, guid, parametersHash, proof, overrides = {} }: ValidateTaskGroupParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () =>
    client.inference.validateTaskGroup(
      [...ids],
      [memberStruct(members[0]), memberStruct(members[1]), memberStruct(members[2])],
      guid,
      parametersHash,
      vrfProofStruct(proof),
      overrides,
    ),
  );
}
