import { BaseError } from "../errors/baseError.ts";
import type { AttestationTaskEvent, AttestationTaskEventName } from "./attestationEvent.ts";
import { ATTESTATION_STATUSES } from "./attestationStatus.ts";
import type { AttestationChallenge, AttestationTimeline } from "./attestationTimeline.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Item)[] ? Item[] : T[Key] };
type Draft = Mutable<AttestationTimeline>;
type Event<Name extends AttestationTaskEventName> = Extract<AttestationTaskEvent, { readonly name: Name }>;
type Fold = { readonly [Name in AttestationTaskEventName]: (task: Draft, event: Event<Name>) => void };

/** What each event adds to a timeline. */
const fold: Fold = {
  TaskSubmitted: () => undefined,
  TaskRejected: () => undefined,
  TaskMoved(task, { to, block }) {
    task.status = ATTESTATION_STATUSES[to] ?? "None";
    task.movedAt = block;
  },
  HookFailed(task, { hook, reason }) {
    task.hookFailure = { hook, reason };
  },
  TaskChallenged(task, { challenger, bond, deadline, block }) {
    task.challenge = { challenger, bond, challengedAt: block, deadline: Number(deadline) };
  },
  TaskOverturned(task, { disputeSigners, losers, block }) {
    answer(task, { overturned: { block, disputeSigners, losers } });
  },
  OverturnJoined(task, { disputeSigners, losers }) {
    const { overturned } = task.challenge ?? {};
    if (!overturned) return;
    const joined = overturned.disputeSigners | disputeSigners;
    answer(task, { overturned: { ...overturned, disputeSigners: joined, losers } });
  },
  TaskUpheld(task, { block }) {
    answer(task, { upheldAt: block });
  },
  DoubleAttestationPunished(task, { operator, amount, phase, block }) {
    task.punishments.push({ offence: "DoubleAttestation", operator, amount, phase, block });
  },
  IncorrectAttestationPunished(task, { operator, amount, block }) {
    task.punishments.push({ offence: "IncorrectAttestation", operator, amount, block });
  },
  PerformerPunished(task, { operator, amount, forfeited, block }) {
    task.punishments.push({ offence: "Performer", operator, amount, forfeited, block });
  },
  RewardClaimed(task, { operator, amount, block }) {
    task.rewards.push({ operator, amount, block });
  },
};

/**
 * Rebuilds a task from all its events, given in the order of the chain.
 *
 * @throws {BaseError} `TASK_UNKNOWN` when its submission is not among them.
 */
export function replayAttestation(id: string, events: readonly AttestationTaskEvent[]): AttestationTimeline {
  const submitted = events.find(({ name }) => name === "TaskSubmitted" || name === "TaskRejected");
  if (!submitted) throw new BaseError("TASK_UNKNOWN", `No event tells of a task ${id}.`);

  const task = draftOf(id, submitted as Event<"TaskSubmitted" | "TaskRejected">);
  for (const event of events) apply(task, event);
  return task;
}

function apply<Name extends AttestationTaskEventName>(task: Draft, event: Event<Name>): void {
  (fold[event.name] as (task: Draft, event: Event<Name>) => void)(task, event);
}

function answer(task: Draft, outcome: Pick<AttestationChallenge, "overturned" | "upheldAt">): void {
  if (task.challenge) task.challenge = { ...task.challenge, ...outcome };
}

function draftOf(id: string, event: Event<"TaskSubmitted" | "TaskRejected">): Draft {
  const { taskDefinitionId, performer, aggregator, proofOfTask, data, details, block } = event;
  return {
    id,
    info: { proofOfTask, data, taskPerformer: performer, taskDefinitionId },
    details,
    aggregator,
    submittedAt: block,
    status: "None",
    movedAt: block,
    punishments: [],
    rewards: [],
  };
}
