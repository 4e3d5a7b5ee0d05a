import type { MusterClient } from "../client/musterClient.ts";
import { signerOf } from "../client/signerOf.ts";
import { BaseError } from "../errors/baseError.ts";
import { findPosition } from "./findPosition.ts";
import type { SeatClaim } from "./seatClaim.ts";
import type { TaskTimeline } from "./taskTimeline.ts";

/** In which task. */
export interface ClaimPositionParameters {
  readonly timeline: TaskTimeline;
  /** The claim, where it is known already. */
  readonly claim?: SeatClaim;
}

/**
 * The claim of the client's own account to its position.
 *
 * @throws {BaseError} `POSITION_NOT_DRAWN` when it has none.
 */
export async function claimPosition(
  client: MusterClient,
  { timeline, claim }: ClaimPositionParameters,
): Promise<SeatClaim> {
  if (claim) return claim;
  const controller = await signerOf(client).getAddress();
  const drawn = await findPosition(client, { timeline, controller });
  if (!drawn) throw new BaseError("POSITION_NOT_DRAWN", `${controller} was not drawn for task ${timeline.id}.`);
  return { position: drawn.position, hint: drawn.hint };
}
