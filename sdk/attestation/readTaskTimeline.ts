import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { ATTESTATION_STATUSES, type AttestationStatus } from "./attestationStatus.ts";
import type { AttestationTimeline } from "./attestationTimeline.ts";
import { readAttestationEvents } from "./readAttestationEvents.ts";
import { replayAttestation } from "./replayAttestation.ts";

/** Which task. */
export interface ReadTaskTimelineParameters {
  readonly id: string;
}

/** A task from its events, beside its status as of now. */
export interface ReadTaskTimelineReturnType extends AttestationTimeline {
  /** What the chain answers: Finalized as soon as the dispute period is over. */
  readonly liveStatus: AttestationStatus;
  /** The first block in which it is final unless somebody challenges; absent while and after it is in dispute. */
  readonly finalAt?: number;
}

/**
 * Rebuilds a task from its events alone, and asks the chain for its status as of now.
 *
 * @throws {BaseError} `TASK_UNKNOWN` when no event tells of it.
 */
export async function readTaskTimeline(
  client: MusterClient,
  { id }: ReadTaskTimelineParameters,
): Promise<ReadTaskTimelineReturnType> {
  const { center } = client;
  const [events, status] = await Promise.all([
    readAttestationEvents(client, { id }),
    readCall(async () => center.statusOf(id)),
  ]);
  const timeline = replayAttestation(id, events);
  const finalAt = await readCall(async () => finalityOf());
  return {
    ...timeline,
    liveStatus: ATTESTATION_STATUSES[Number(status)] ?? "None",
    ...(finalAt === undefined ? {} : { finalAt }),
  };

  async function finalityOf(): Promise<number | undefined> {
    if (timeline.status === "Upheld") return timeline.movedAt + 1;
    if (timeline.status !== "Approved" && timeline.status !== "Rejected") return undefined;
    const { disputePeriodBlocks } = await center.taskDefinitionOf(timeline.info.taskDefinitionId);
    return timeline.movedAt + Number(disputePeriodBlocks);
  }
}
