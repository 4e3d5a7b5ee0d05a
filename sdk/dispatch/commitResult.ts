import { type ContractTransactionReceipt, hexlify, randomBytes } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import { signerOf } from "../client/signerOf.ts";
import { commitmentOf } from "./commitmentOf.ts";
import type { SeatClaim } from "./seatClaim.ts";
import { claimPosition } from "./claimPosition.ts";
import type { TaskWriteParameters } from "./taskReference.ts";
import { timelineOf } from "./timelineOf.ts";

/** What a runner found, and keeps to itself for now. */
export interface CommitResultParameters extends TaskWriteParameters {
  /** Result bytes, as the task's schema wants them. */
  readonly result: string;
  /** 32 secret bytes; random ones by default. */
  readonly salt?: string;
  /** The account's position, where it is known already. */
  readonly claim?: SeatClaim;
}

/** What `revealResult` needs later, beside the result. */
export interface CommitResultReturnType {
  readonly salt: string;
  readonly commitment: string;
  readonly receipt: ContractTransactionReceipt;
}

/**
 * Commits to a result. Whoever loses the salt cannot reveal, and is reported missing.
 *
 * @throws {MusterError} `DISPATCH_WRONG_PHASE`, `DISPATCH_ALREADY_COMMITTED`, `DISPATCH_OUTSIDE_WINDOW` and others.
 * @throws {BaseError} `POSITION_NOT_DRAWN`, `TASK_UNKNOWN`.
 */
export async function commitResult(
  client: MusterClient,
  parameters: CommitResultParameters,
): Promise<CommitResultReturnType> {
  const { id, result, salt = hexlify(randomBytes(32)), overrides = {} } = parameters;
  const timeline = await timelineOf(client, parameters);
  const claim = await claimPosition(client, { ...parameters, timeline });
  const commitment = commitmentOf({ id, runner: await signerOf(client).getAddress(), result, salt });
  const { terms } = timeline.request;
  const receipt = await sendWrite(async () => client.dispatcher.commitResult(id, terms, claim, commitment, overrides));
  return { salt, commitment, receipt };
}
