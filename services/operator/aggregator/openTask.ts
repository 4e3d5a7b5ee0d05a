import type { Vote } from "../../../sdk/attestation/vote.ts";
import type { LocatedTask } from "../tasks/locateTask.ts";
import type { SignedTask } from "../tasks/signedTask.ts";

/** The committee that is asked, and the seats that matter. */
export interface Round {
  readonly committee: bigint;
  readonly performerSeat: number;
  readonly aggregatorSeat: number;
}

/** A task on its way to the chain. */
export interface OpenTask {
  readonly task: SignedTask;
  /** Unix time in milliseconds. */
  readonly receivedAt: number;
  /** Valid votes for us, by committee and seat. */
  readonly votes: Map<string, Vote>;
  /** Why votes of seats did not count, by committee and seat. */
  readonly refused: Map<string, string>;
  round: Round | undefined;
  /** When there was a quorum first, in milliseconds. */
  quorumAt: number | undefined;
  nextBroadcastAt: number;
  broadcasts: number;
  /** Before then nothing is sent again; in milliseconds. */
  nextSubmitAt: number;
  failures: number;
  /** The block in which the task was found decided. */
  decidedAt: number | undefined;
  transaction: string | undefined;
  waitsFor: string;
}

/** The key of a seat's vote. */
export function ballotKey(committee: bigint, seat: number): string {
  return `${committee}:${seat}`;
}

/** A task that has just come. */
export function openTask(task: SignedTask, receivedAt: number, votes: readonly Vote[] = []): OpenTask {
  return {
    task,
    receivedAt,
    votes: new Map(votes.map((vote) => [ballotKey(vote.committee, vote.seat), vote])),
    refused: new Map(),
    round: undefined,
    quorumAt: undefined,
    nextBroadcastAt: 0,
    broadcasts: 0,
    nextSubmitAt: 0,
    failures: 0,
    decidedAt: undefined,
    transaction: undefined,
    waitsFor: "begun",
  };
}

/** A round, from where a task stands. */
export function roundOf({ committee, performerSeat }: LocatedTask, aggregatorSeat: number): Round {
  return { committee: committee.id, performerSeat, aggregatorSeat };
}
