import { castVote } from "../../../sdk/attestation/castVote.ts";
import { VotePhase } from "../../../sdk/attestation/votePhase.ts";
import { blsPublicKey } from "../../../sdk/bls/blsPublicKey.ts";
import { createReasonLog } from "../../createReasonLog.ts";
import { explainFailure } from "../../explainFailure.ts";
import type { Logger } from "../../logger.ts";
import type { AttestationChain, CommitteeView } from "../chain/attestationChain.ts";
import type { Bus, BusMessage } from "../createBus.ts";
import { GossipRefusedError } from "../gossip/gossipRefusedError.ts";
import { taskMessage, type TaskMessage } from "../messages/taskMessage.ts";
import { voteMessage } from "../messages/voteMessage.ts";
import { checkTask } from "../tasks/checkTask.ts";
import { hasSeat } from "../tasks/hasSeat.ts";
import type { LocatedTask } from "../tasks/locateTask.ts";
import { type SignedTask, signedTask } from "../tasks/signedTask.ts";
import { TaskRefusedError } from "../tasks/taskRefusedError.ts";
import type { AttesterSettings } from "./attesterSettings.ts";
import type { Validator } from "./createValidator.ts";
import type { VoteJournal } from "./createVoteJournal.ts";

const SLOWEST_RETRY_MS = 60_000;

/** What an attester needs. */
export interface CreateAttesterParameters {
  readonly chain: AttestationChain;
  readonly bus: Bus;
  readonly journal: VoteJournal;
  readonly validate: Validator;
  /** Hex, 32 bytes. It never reaches the log. */
  readonly blsSecretKey: string;
  /** Our controller address, checksummed. */
  readonly self: () => string;
  readonly settings: AttesterSettings;
  readonly logger: Logger;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Calls off what is under way. */
  readonly stopping: AbortSignal;
}

/** How an attester is doing. */
export interface AttesterHealth {
  readonly openTasks: number;
  /** Why it has not voted yet, by task. */
  readonly waiting: Readonly<Record<string, string>>;
  /** Votes since the start, and abstentions: attempts that told nothing. */
  readonly votes: Readonly<Record<"approve" | "reject" | "abstain", number>>;
}

/** Judges tasks, and tells the network what it thinks of them. */
export interface Attester {
  /** Does what is due. */
  work(): Promise<void>;
  /** A task was found on-chain. */
  decided(id: string): void;
  /** Resolves when no question is under way. */
  idle(): Promise<void>;
  health(): AttesterHealth;
}

/** One aggregator's wish for a vote. */
interface Ask {
  readonly committee: bigint;
  /** Whether it has not got our vote yet, as far as we know. */
  isOpen: boolean;
}

/** A task that somebody asked about. */
interface Duty {
  readonly task: SignedTask;
  readonly asks: Map<string, Ask>;
  heardAt: number;
  abstentions: number;
  /** Before then the service is not asked again. */
  nextAt: number;
  /** When to look again of one's own accord; otherwise when somebody asks. */
  retryAt: number | undefined;
  waitsFor: string;
}

/**
 * Creates an attester.
 *
 * A side is on the disk before anybody hears of it, and stays the side of that task and phase for good. A service that
 * fails or lacks the data makes an abstention, which is tried again while the task lives.
 */
export function createAttester(parameters: CreateAttesterParameters): Attester {
  const { chain, bus, journal, validate, blsSecretKey, self, settings, logger, now, stopping } = parameters;
  const publicKey = blsPublicKey(blsSecretKey);
  const duties = new Map<string, Duty>();
  const reasons = createReasonLog(logger);
  const votes = { approve: 0, reject: 0, abstain: 0 };
  const looking = new Map<string, Promise<void>>();
  const again = new Set<string>();
  bus.onMessage("task", hearTask);

  /* TASKS */

  async function hearTask({ sender, payload }: BusMessage): Promise<void> {
    const message = taskMessage.decode(payload);
    // Votes name the aggregator, and whoever asks for them must be it: others could have us vote for nobody.
    if (message === undefined || message.aggregator !== sender) return;
    const task = identify(message);
    if (task === undefined) return;
    const duty = duties.get(task.id) ?? begin(task, sender);
    if (duty === undefined) return;
    duty.heardAt = now();
    duty.asks.set(sender, { committee: message.committee, isOpen: !(await isCounted(message)) });
    void look(duty);
  }

  function identify({ task: { info, signature } }: TaskMessage): SignedTask | undefined {
    try {
      return signedTask(chain.network, info, signature);
    } catch {
      return undefined;
    }
  }

  function begin(task: SignedTask, aggregator: string): Duty | undefined {
    const count = [...duties.values()].filter(({ asks }) => asks.has(aggregator)).length;
    if (count >= settings.maxOpenPerAggregator) return undefined;
    const duty: Duty = {
      task,
      asks: new Map(),
      heardAt: now(),
      abstentions: 0,
      nextAt: 0,
      retryAt: undefined,
      waitsFor: "begun",
    };
    duties.set(task.id, duty);
    return duty;
  }

  async function isCounted({ committee, counted }: TaskMessage): Promise<boolean> {
    const view = await chain.committeeOf(committee);
    const seat = view === undefined ? undefined : await seatIn(view, self());
    return seat !== undefined && hasSeat(counted, seat);
  }

  async function seatIn({ seats }: CommitteeView, account: string): Promise<number | undefined> {
    const operator = await chain.operatorOf(account);
    const seat = seats.findIndex((each) => each.operator === operator);
    return operator === 0 || seat < 0 ? undefined : seat;
  }

  /* LIFE OF A TASK */

  async function work(): Promise<void> {
    for (const duty of [...duties.values()]) {
      if (now() - duty.heardAt >= settings.taskLifetimeMs) forget(duty);
      else if (duty.retryAt !== undefined && now() >= duty.retryAt) void look(duty);
    }
  }

  function forget({ task, waitsFor }: Duty): void {
    duties.delete(task.id);
    reasons.forget(task.id);
    logger.info({ event: "taskForgotten", taskId: task.id, waitsFor }, "Nobody asks about a task any more");
  }

  function decided(id: string): void {
    duties.delete(id);
    reasons.forget(id);
  }

  async function idle(): Promise<void> {
    while (looking.size > 0) await Promise.all(looking.values());
  }

  /** Looks at a task; never at one twice at the same time. */
  function look(duty: Duty): Promise<void> {
    const { id } = duty.task;
    const current = looking.get(id);
    if (current !== undefined) {
      again.add(id);
      return current;
    }
    const run = lookUntilDone(duty).finally(() => looking.delete(id));
    looking.set(id, run);
    return run;
  }

  async function lookUntilDone(duty: Duty): Promise<void> {
    do {
      again.delete(duty.task.id);
      duty.retryAt = undefined;
      for (const [aggregator, ask] of [...duty.asks]) {
        if (!ask.isOpen || stopping.aborted) continue;
        await answer(duty, aggregator, ask).catch((error: unknown) => postpone(duty, error));
      }
    } while (again.has(duty.task.id) && duties.has(duty.task.id));
  }

  function postpone(duty: Duty, error: unknown): void {
    if (error instanceof TaskRefusedError) return waits(duty, error.refusal, JSON.stringify(error.details));
    duty.retryAt = now() + settings.abstentionRetryMs;
    if (error instanceof GossipRefusedError) return waits(duty, "notGossiped", error.refusal);
    waits(duty, "failed", explainFailure(error).text);
  }

  async function answer(duty: Duty, aggregator: string, ask: Ask): Promise<void> {
    const { task } = duty;
    const status = await chain.statusOf(task.id);
    if (status !== "None") return decided(task.id);
    const place = await checkTask({ chain, task, committee: ask.committee });
    const seat = await votingSeat(duty, place);
    if (seat === undefined || !(await isWorthy(duty, aggregator, place))) return;
    const freeAt = promisedUntil(duty, aggregator);
    if (now() < freeAt) {
      duty.retryAt = freeAt;
      return waits(duty, "promisedToAnother", `until ${new Date(freeAt).toISOString()}`);
    }

    const isApproved = journal.sideOf(task.id, VotePhase.Submission) ?? (await decide(duty));
    if (isApproved === undefined) return;
    const terms = { id: task.id, isApproved, phase: VotePhase.Submission, aggregator, committee: ask.committee };
    if (!hasPromised(task.id, aggregator, ask.committee)) await journal.promise({ ...terms, at: now() });

    const vote = castVote({ ...chain.network, ...terms, seat, secretKey: blsSecretKey });
    const heardBy = await bus.publish("vote", voteMessage.encode(vote));
    ask.isOpen = false;
    votes[isApproved ? "approve" : "reject"]++;
    const fields = { event: "voted", taskId: task.id, isApproved, aggregator, committee: String(ask.committee) };
    logger.info({ ...fields, heardBy }, "Voted on a task");
    waits(duty, "voted", isApproved ? "approve" : "reject");
  }

  /** Our seat, if its vote would count. */
  async function votingSeat(duty: Duty, place: LocatedTask): Promise<number | undefined> {
    const { committee, eligibility, definition } = place;
    const seat = await seatIn(committee, self());
    const found = seat === undefined ? undefined : committee.seats[seat];
    if (seat === undefined || found === undefined) return waits(duty, "notSeated", `committee ${committee.id}`);
    if (hasSeat(committee.voided, seat)) return waits(duty, "seatVoided", `seat ${seat}`);
    if (found.key !== publicKey) return waits(duty, "keyDiffers", "this node's BLS key is not the one that was sealed");
    if (hasSeat(eligibility.seats, seat)) return seat;
    const { minimumVotingPower, id } = definition;
    const isTooWeak = found.power < minimumVotingPower;
    const detail = `operator ${found.operator}, definition ${id}`;
    if (isTooWeak) return waits(duty, "tooWeak", `${detail}: power ${found.power} of ${minimumVotingPower}`);
    return waits(duty, "restricted", `${detail} does not list it`);
  }

  /** Whether the aggregator could submit. */
  async function isWorthy(duty: Duty, aggregator: string, { committee, definition }: LocatedTask): Promise<boolean> {
    const seat = await seatIn(committee, aggregator);
    const power = seat === undefined ? 0n : (committee.seats[seat]?.power ?? 0n);
    if (seat === undefined || hasSeat(committee.voided, seat)) waits(duty, "aggregatorNotSeated", aggregator);
    else if (power < definition.minimumVotingPower) waits(duty, "aggregatorTooWeak", aggregator);
    else return true;
    return false;
  }

  /* VOTES */

  function hasPromised(id: string, aggregator: string, committee: bigint): boolean {
    const promised = journal.votesOn(id, VotePhase.Submission);
    return promised.some((vote) => vote.aggregator === aggregator && vote.committee === committee);
  }

  /** One aggregator at a time; the next gets our vote when the last had time enough. */
  function promisedUntil({ task }: Duty, aggregator: string): number {
    const promised = journal.votesOn(task.id, VotePhase.Submission);
    const last = promised.at(-1);
    if (last === undefined || promised.some((vote) => vote.aggregator === aggregator)) return 0;
    return last.at + settings.aggregatorTimeoutMs;
  }

  async function decide(duty: Duty): Promise<boolean | undefined> {
    duty.retryAt = duty.nextAt;
    if (now() < duty.nextAt) return undefined;
    duty.waitsFor = "validating";
    const verdict = await validate(duty.task.info, stopping);
    if (typeof verdict === "string") {
      duty.retryAt = undefined;
      return verdict === "approve";
    }
    votes.abstain++;
    const delay = Math.min(settings.abstentionRetryMs * 2 ** duty.abstentions, SLOWEST_RETRY_MS);
    duty.abstentions++;
    duty.nextAt = now() + delay;
    duty.retryAt = duty.nextAt;
    return waits(duty, "abstained", verdict.abstain);
  }

  function waits(duty: Duty, reason: string, detail = ""): undefined {
    duty.waitsFor = detail === "" ? reason : `${reason}: ${detail}`;
    const { id, info } = duty.task;
    const fields = { taskId: id, taskDefinitionId: info.taskDefinitionId, detail };
    reasons.waits(id, duty.waitsFor, fields, "Where the vote on a task stands");
  }

  function health(): AttesterHealth {
    const waiting = [...duties].map(([id, { waitsFor }]) => [id, waitsFor]);
    return { openTasks: duties.size, waiting: Object.fromEntries(waiting), votes: { ...votes } };
  }

  return { work, decided, idle, health };
}
