import type { AttestationChain, CommitteeView, DefinitionView, EligibilityView } from "../chain/attestationChain.ts";
import { hasSeat } from "./hasSeat.ts";
import type { SignedTask } from "./signedTask.ts";
import { TaskRefusedError } from "./taskRefusedError.ts";

/** Which task, and who is to vote on it. */
export interface LocateTaskParameters {
  readonly chain: AttestationChain;
  readonly task: SignedTask;
  /** The newest committee of the definition's pool by default. */
  readonly committee?: bigint | undefined;
}

/** Where a task stands. */
export interface LocatedTask {
  readonly definition: DefinitionView;
  readonly committee: CommitteeView;
  readonly eligibility: EligibilityView;
  readonly performerSeat: number;
}

/**
 * Finds a task's definition, its committee and its performer's seat there.
 *
 * @throws {TaskRefusedError} when one of them cannot take part.
 */
export async function locateTask(parameters: LocateTaskParameters): Promise<LocatedTask> {
  const definition = await requireDefinition(parameters);
  const committee = await requireCommittee(parameters, definition);
  const eligibility = await parameters.chain.eligibilityOf(definition.id, committee.id);
  const performerSeat = await requirePerformer(parameters, definition, committee, eligibility);
  return { definition, committee, eligibility, performerSeat };
}

async function requireDefinition({ chain, task }: LocateTaskParameters): Promise<DefinitionView> {
  const { id } = task;
  const { taskDefinitionId } = task.info;
  const definition = await chain.definitionOf(taskDefinitionId);
  if (definition === undefined) throw new TaskRefusedError(id, "definitionUnknown", { taskDefinitionId });
  const { blockExpiry } = definition;
  if (chain.head() + 1 >= blockExpiry) {
    throw new TaskRefusedError(id, "definitionExpired", { taskDefinitionId, blockExpiry });
  }
  return definition;
}

async function requireCommittee(
  { chain, task: { id }, committee: named }: LocateTaskParameters,
  { pool }: DefinitionView,
): Promise<CommitteeView> {
  const number = named ?? (await chain.currentCommitteeOf(pool));
  if (number === 0n) throw new TaskRefusedError(id, "committeeMissing", { pool });
  const committee = await chain.committeeOf(number);
  if (committee === undefined) throw new TaskRefusedError(id, "committeeUnknown", { committee: String(number) });
  if (committee.pool !== pool) {
    throw new TaskRefusedError(id, "committeeOfOtherPool", { committee: String(number), pool });
  }
  if (!committee.isLive) throw new TaskRefusedError(id, "committeeDead", { committee: String(number) });
  return committee;
}

async function requirePerformer(
  { chain, task: { id, info } }: LocateTaskParameters,
  definition: DefinitionView,
  committee: CommitteeView,
  eligibility: EligibilityView,
): Promise<number> {
  const performer = info.taskPerformer;
  const operator = await chain.operatorOf(performer);
  if (operator === 0) throw new TaskRefusedError(id, "performerNotOperator", { performer });
  const seat = committee.seats.findIndex((each) => each.operator === operator);
  const found = committee.seats[seat];
  if (found === undefined) throw new TaskRefusedError(id, "performerNotSeated", { performer, operator });
  if (hasSeat(committee.voided, seat)) throw new TaskRefusedError(id, "performerVoided", { operator, seat });
  if (hasSeat(eligibility.seats, seat)) return seat;
  const isTooWeak = found.power < definition.minimumVotingPower;
  throw new TaskRefusedError(id, isTooWeak ? "performerTooWeak" : "performerRestricted", {
    operator,
    power: String(found.power),
    minimumVotingPower: String(definition.minimumVotingPower),
  });
}
