import type { QuorumProgress, SideProgress } from "../../../sdk/attestation/quorumProgress.ts";
import type { Vote } from "../../../sdk/attestation/vote.ts";
import { voteDigestOf } from "../../../sdk/attestation/voteDigestOf.ts";
import { VotePhase } from "../../../sdk/attestation/votePhase.ts";
import { signersOf } from "../../../sdk/committee/signersOf.ts";
import type { AttestationCenter } from "../../../typechain-types/index.ts";
import { createReasonLog } from "../../createReasonLog.ts";
import type { MinedTransaction, Transactor } from "../../createTransactor.ts";
import { explainFailure } from "../../explainFailure.ts";
import type { Logger } from "../../logger.ts";
import { retryDelay } from "../../retryDelay.ts";
import type { AttestationChain, CommitteeView } from "../chain/attestationChain.ts";
import type { Bus, BusMessage } from "../createBus.ts";
import { gossipKinds } from "../gossip/gossipKinds.ts";
import { GossipRefusedError } from "../gossip/gossipRefusedError.ts";
import { submittedMessage } from "../messages/submittedMessage.ts";
import { taskMessage } from "../messages/taskMessage.ts";
import { voteMessage } from "../messages/voteMessage.ts";
import { checkTask } from "../tasks/checkTask.ts";
import { type LocatedTask, locateTask } from "../tasks/locateTask.ts";
import type { SignedTask } from "../tasks/signedTask.ts";
import { TaskRefusedError } from "../tasks/taskRefusedError.ts";
import { AggregatorRefusedError } from "./aggregatorRefusedError.ts";
import type { AggregatorSettings } from "./aggregatorSettings.ts";
import type { BlsThread } from "./blsThread.ts";
import type { TaskJournal } from "./createTaskJournal.ts";
import { createVoteJudge } from "./createVoteJudge.ts";
import { ballotKey, openTask, type OpenTask, roundOf } from "./openTask.ts";
import { tallyVotes } from "./tallyVotes.ts";
import type { SideReport, TaskProgress } from "./taskProgress.ts";

/** What an envelope takes around a payload, in bytes, and then some. */
const ENVELOPE_BYTES = 512;
/** Ended tasks whose end is remembered. */
const MAX_ENDED = 1_024;
const SLOWEST_REBROADCAST = 10;

/** What an aggregator needs. */
export interface CreateAggregatorParameters {
  readonly chain: AttestationChain;
  readonly center: AttestationCenter;
  readonly transactor: Transactor;
  readonly bus: Bus;
  readonly bls: BlsThread;
  readonly journal: TaskJournal;
  /** Our controller address, checksummed. */
  readonly self: () => string;
  readonly settings: AggregatorSettings;
  readonly logger: Logger;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** How an aggregator is doing. */
export interface AggregatorHealth {
  readonly openTasks: number;
  /** Why each task waits, by id. */
  readonly waiting: Readonly<Record<string, string>>;
  /** Tasks that ended, by how. */
  readonly ended: Readonly<Record<string, number>>;
  /** Votes heard, by what was found of them. */
  readonly votes: Readonly<Record<string, number>>;
}

/** Collects votes on tasks and brings both to the chain. */
export interface Aggregator {
  /**
   * Takes a task; one that is known stays as it is.
   *
   * @throws {TaskRefusedError} when the chain would refuse it.
   * @throws {AggregatorRefusedError} when it is too much for us.
   */
  accept(task: SignedTask): Promise<string>;
  /** `undefined` for a task that never came here. */
  progressOf(id: string): Promise<TaskProgress | undefined>;
  /** Does what is due. */
  work(): Promise<void>;
  /** A task was found on-chain, whoever brought it. */
  decided(id: string, block: number): void;
  mined(transaction: MinedTransaction): void;
  health(): AggregatorHealth;
}

/**
 * Creates an aggregator.
 *
 * Tasks and votes are on the disk before they count, and what is done with them follows from the chain: it may crash
 * anywhere and goes on where it was. Votes name one aggregator, so several of them do no harm.
 */
export function createAggregator(parameters: CreateAggregatorParameters): Aggregator {
  const { chain, center, transactor, bus, bls, journal, self, settings, logger, now } = parameters;
  const judge = createVoteJudge({ chain, bls, now });
  const reasons = createReasonLog(logger);
  const open = new Map<string, OpenTask>();
  const ended = new Map<string, string>();
  const endings = new Map<string, number>();
  const verdicts = new Map<string, number>();
  /** Tasks that are being looked at, and whether to look again. */
  const looking = new Map<string, boolean>();
  for (const { task, receivedAt, votes } of journal.open) open.set(task.id, openTask(task, receivedAt, votes));
  bus.onMessage("vote", hearVote);

  /* TASKS */

  async function accept(task: SignedTask): Promise<string> {
    const { id } = task;
    if (open.has(id)) return id;
    const status = await chain.statusOf(id);
    if (status !== "None") throw new TaskRefusedError(id, "alreadySubmitted", { status });
    if (open.size >= settings.maxOpenTasks) {
      throw new AggregatorRefusedError(id, "tooManyTasks", { openTasks: open.size, limit: settings.maxOpenTasks });
    }
    const place = await checkTask({ chain, task });
    const seat = await ownSeatIn(place.committee);
    if (seat === undefined) {
      throw new AggregatorRefusedError(id, "notSeated", { committee: String(place.committee.id) });
    }
    requireSize(task, place.committee.id);
    if (open.has(id)) return id;

    const entry = openTask(task, now());
    entry.round = roundOf(place, seat);
    open.set(id, entry);
    try {
      await journal.begin(task, entry.receivedAt);
    } catch (error) {
      open.delete(id);
      throw error;
    }
    const { taskDefinitionId, taskPerformer } = task.info;
    const fields = { event: "taskAccepted", taskId: id, taskDefinitionId, performer: taskPerformer };
    logger.info(fields, "Collecting votes on a task");
    await look(entry);
    return id;
  }

  function requireSize(task: SignedTask, committee: bigint): void {
    const bytes = taskMessage.encode({ task, aggregator: self(), committee, counted: 2n ** 256n - 1n }).length;
    const limit = (gossipKinds.task?.maxBytes ?? 0) - ENVELOPE_BYTES;
    if (bytes > limit) throw new AggregatorRefusedError(task.id, "tooLarge", { bytes, limit });
  }

  async function ownSeatIn({ seats }: CommitteeView): Promise<number | undefined> {
    const operator = await chain.operatorOf(self());
    const seat = seats.findIndex((each) => each.operator === operator);
    return operator === 0 || seat < 0 ? undefined : seat;
  }

  /* VOTES */

  async function hearVote({ sender, payload }: BusMessage): Promise<void> {
    const vote = voteMessage.decode(payload);
    if (vote === undefined) return note("malformed");
    if (vote.phase !== VotePhase.Submission || vote.aggregator !== self()) return;
    const entry = open.get(vote.id);
    if (entry === undefined) return note("unknownTask");
    const known = entry.votes.get(ballotKey(vote.committee, vote.seat));
    if (known?.isApproved === vote.isApproved) return note("known");
    const round = entry.round;
    if (round?.committee !== vote.committee) return note("otherCommittee");
    const committee = await chain.committeeOf(vote.committee);
    if (committee === undefined) return note("otherCommittee");

    const { seats: eligible } = await chain.eligibilityOf(entry.task.info.taskDefinitionId, vote.committee);
    const digest = voteDigestOf({ ...chain.network, ...vote });
    const verdict = await judge.judge({
      seat: vote.seat,
      signature: vote.signature,
      digest,
      sender,
      committee,
      eligible,
    });
    if (verdict !== "valid") return refuseVote(entry, vote, verdict, committee);
    await countVote(entry, vote, committee);
  }

  async function countVote(entry: OpenTask, vote: Vote, committee: CommitteeView): Promise<void> {
    const key = ballotKey(vote.committee, vote.seat);
    const known = entry.votes.get(key);
    if (known !== undefined && known.isApproved !== vote.isApproved) return reportDoubleVote(entry, known, vote);
    if (known !== undefined || !open.has(vote.id)) return note("known");
    note("valid");
    entry.refused.delete(key);
    entry.votes.set(key, vote);
    await journal.count(vote);
    const operator = committee.seats[vote.seat]?.operator ?? 0;
    const fields = { event: "voteCounted", taskId: vote.id, operator, isApproved: vote.isApproved };
    logger.info(fields, "An attester has voted");
    await look(entry);
  }

  function refuseVote(entry: OpenTask, vote: Vote, verdict: string, { seats }: CommitteeView): void {
    note(verdict);
    // Who merely claims a seat says nothing about whoever holds it.
    if (verdict !== "ineligible" && verdict !== "voided") return;
    const key = ballotKey(vote.committee, vote.seat);
    if (entry.refused.get(key) === verdict) return;
    entry.refused.set(key, verdict);
    const operator = seats[vote.seat]?.operator ?? 0;
    const { taskDefinitionId } = entry.task.info;
    const fields = { event: "voteRefused", taskId: vote.id, taskDefinitionId, operator, reason: verdict };
    logger.warn(fields, "An attester voted whose vote cannot count; is it meant to be eligible?");
  }

  async function reportDoubleVote(entry: OpenTask, first: Vote, second: Vote): Promise<void> {
    note("doubleVote");
    const { task } = entry;
    const fields = { event: "doubleVote", taskId: task.id, seat: first.seat, committee: String(first.committee) };
    logger.warn({ ...fields, first: first.signature, second: second.signature }, "An attester voted for both sides");
    const key = `punish:${task.id}:${first.seat}`;
    if (!settings.punishesDoubleVotes || transactor.isUnderWay(key)) return;
    const [approval, rejection] = first.isApproved ? [first, second] : [second, first];
    try {
      const call = center.slashDoubleAttestation.populateTransaction(task.info, first.phase, approval, rejection);
      await transactor.send(key, await call);
    } catch (error) {
      logger.warn({ ...fields, event: "notPunished", reason: explainFailure(error).text }, "Could not report it");
    }
  }

  function note(verdict: string): void {
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
  }

  /* LIFE OF A TASK */

  async function work(): Promise<void> {
    for (const entry of [...open.values()]) await look(entry);
  }

  /** Looks at a task; never at one twice at the same time. */
  async function look(entry: OpenTask): Promise<void> {
    const { id } = entry.task;
    if (looking.has(id)) return void looking.set(id, true);
    do {
      looking.set(id, false);
      await advance(entry).catch((error: unknown) => {
        waits(entry, "failed", explainFailure(error).text);
      });
    } while (looking.get(id) === true && open.has(id));
    looking.delete(id);
  }

  async function advance(entry: OpenTask): Promise<void> {
    const { task, receivedAt } = entry;
    if (entry.decidedAt !== undefined) return confirm(entry);
    if (transactor.isUnderWay(`submit:${task.id}`)) return waits(entry, "submitting");
    if (now() - receivedAt >= settings.taskLifetimeMs) return giveUp(entry, "lifetimeOver");
    const place = await locate(entry);
    if (place === undefined) return;
    if (entry.round?.committee !== place.committee.id && !(await openRound(entry, place))) return;

    const progress = tallyVotes({ ...place, votes: entry.votes.values() });
    const side = [progress.approve, progress.reject].find(({ isReached }) => isReached);
    if (side === undefined) {
      entry.quorumAt = undefined;
      waits(entry, "quorumMissing", describe(progress, place.committee));
      return broadcast(entry, progress);
    }
    entry.quorumAt ??= now();
    const isComplete = progress.missing.length === 0 || now() - entry.quorumAt >= settings.moreSignersMs;
    if (isComplete) return submit(entry, place.committee, side, side === progress.approve);
    waits(entry, "moreSigners", `not voted: ${operatorsIn(place.committee, progress.missing)}`);
    await broadcast(entry, progress);
  }

  /** Where it stands with the newest committee, or with the one that was asked while that lives. */
  async function locate(entry: OpenTask): Promise<LocatedTask | undefined> {
    const { task, round } = entry;
    try {
      return await locateTask({ chain, task });
    } catch (error) {
      if (!(error instanceof TaskRefusedError)) throw error;
      if (error.refusal === "definitionExpired" || error.refusal === "definitionUnknown") {
        giveUp(entry, error.refusal);
        return undefined;
      }
      if (round === undefined) return waits(entry, error.refusal);
      try {
        return await locateTask({ chain, task, committee: round.committee });
      } catch {
        return waits(entry, error.refusal);
      }
    }
  }

  async function openRound(entry: OpenTask, place: LocatedTask): Promise<boolean> {
    const seat = await ownSeatIn(place.committee);
    if (seat === undefined) {
      waits(entry, "aggregatorNotSeated", `committee ${place.committee.id}`);
      return false;
    }
    const { round, task } = entry;
    entry.round = roundOf(place, seat);
    entry.quorumAt = undefined;
    entry.nextBroadcastAt = 0;
    entry.broadcasts = 0;
    const fields = { event: "roundOpened", taskId: task.id, committee: String(place.committee.id) };
    const before = round === undefined ? {} : { before: String(round.committee) };
    logger.info({ ...fields, ...before }, "Asking a committee for votes");
    return true;
  }

  async function broadcast(entry: OpenTask, { missing }: QuorumProgress): Promise<void> {
    const { task, round } = entry;
    if (round === undefined || missing.length === 0 || now() < entry.nextBroadcastAt) return;
    const slowness = Math.min(2 ** entry.broadcasts, SLOWEST_REBROADCAST);
    entry.nextBroadcastAt = now() + settings.rebroadcastMs * slowness;
    entry.broadcasts++;
    let counted = 0n;
    for (const { committee, seat } of entry.votes.values()) {
      if (committee === round.committee) counted |= 1n << BigInt(seat);
    }
    const message = { task, aggregator: self(), committee: round.committee, counted };
    try {
      await bus.publish("task", taskMessage.encode(message));
    } catch (error) {
      if (!(error instanceof GossipRefusedError)) throw error;
      entry.nextBroadcastAt = now() + settings.rebroadcastMs;
      waits(entry, "notGossiped", error.refusal);
    }
  }

  /* SUBMISSION */

  async function submit(entry: OpenTask, { id: committee }: CommitteeView, side: SideProgress, isApproved: boolean) {
    const { task, round } = entry;
    if (round === undefined || now() < entry.nextSubmitAt) return;
    if ((await chain.statusOf(task.id)) !== "None") return decided(task.id, chain.head());
    // What this account, or another aggregator, sent before a restart.
    if ((await chain.statusOf(task.id, "pending")) !== "None") return waits(entry, "submitting");

    const seats = signersOf(side.signers);
    const signatures = seats.map((seat) => entry.votes.get(ballotKey(committee, seat))?.signature ?? "");
    const details = {
      isApproved,
      committee,
      performerSeat: round.performerSeat,
      aggregatorSeat: round.aggregatorSeat,
      signers: side.signers,
      performerSignature: task.signature,
      attestersSignature: await bls.aggregate(signatures),
    };
    try {
      const call = await center.submitTask.populateTransaction(task.info, details);
      entry.transaction = await transactor.send(`submit:${task.id}`, call);
      const fields = { event: "submitSent", taskId: task.id, isApproved, signers: seats.length };
      logger.info({ ...fields, transactionHash: entry.transaction }, "Sent: submit");
      waits(entry, "submitting");
    } catch (error) {
      postpone(entry, error);
    }
  }

  function postpone(entry: OpenTask, error: unknown): void {
    const { revert, text } = explainFailure(error);
    if (revert?.name === "AttestationTaskExists") return decided(entry.task.id, chain.head());
    entry.failures++;
    entry.nextSubmitAt = now() + retryDelay(entry.failures);
    waits(entry, revert?.name ?? "submitFailed", text);
  }

  function mined({ key, isSuccess, receipt }: MinedTransaction): void {
    const [kind, id = ""] = key.split(":");
    if (kind !== "submit") return;
    const entry = open.get(id);
    if (isSuccess) return announce(id, receipt.hash, receipt.blockNumber);
    if (entry !== undefined) postpone(entry, new Error("the transaction was mined and failed"));
  }

  function announce(id: string, transaction: string, block: number): void {
    logger.info({ event: "submitted", taskId: id, transactionHash: transaction }, "The task is on-chain");
    decided(id, block);
    void bus.publish("submitted", submittedMessage.encode({ task: id, transaction })).catch((error: unknown) => {
      logger.info({ event: "notGossiped", taskId: id, reason: String(error) }, "The others will read it on-chain");
    });
  }

  function decided(id: string, block: number): void {
    const entry = open.get(id);
    if (entry !== undefined) entry.decidedAt ??= block;
  }

  /** Until it is deep enough, a task can fall off the chain again. */
  async function confirm(entry: OpenTask): Promise<void> {
    const { task, decidedAt = 0 } = entry;
    const status = await chain.statusOf(task.id);
    if (status === "None") {
      entry.decidedAt = undefined;
      entry.transaction = undefined;
      logger.warn({ event: "taskFellOff", taskId: task.id }, "The chain has forgotten the task; bringing it again");
      return;
    }
    const depth = chain.head() - decidedAt;
    if (depth < settings.confirmations) return waits(entry, "confirming", `${depth} of ${settings.confirmations}`);
    await end(entry, status);
  }

  function giveUp(entry: OpenTask, reason: string): void {
    const outcome = `gaveUp: ${reason}, while ${entry.waitsFor}`;
    logger.warn({ event: "taskGivenUp", taskId: entry.task.id, reason, waitsFor: entry.waitsFor }, "Gave up on a task");
    void end(entry, outcome).catch((error: unknown) => {
      logger.error({ event: "journalFailed", reason: String(error) }, "Could not remember the end of a task");
    });
  }

  async function end(entry: OpenTask, outcome: string): Promise<void> {
    const { id } = entry.task;
    open.delete(id);
    reasons.forget(id);
    ended.set(id, outcome);
    const [oldest] = ended.keys();
    if (ended.size > MAX_ENDED && oldest !== undefined) ended.delete(oldest);
    const kind = outcome.startsWith("gaveUp") ? "gaveUp" : outcome;
    endings.set(kind, (endings.get(kind) ?? 0) + 1);
    await journal.finish(id, outcome);
    logger.info({ event: "taskEnded", taskId: id, outcome }, "Through with a task");
  }

  /* FIGURES */

  function waits(entry: OpenTask, reason: string, detail = ""): undefined {
    entry.waitsFor = detail === "" ? reason : `${reason}: ${detail}`;
    const { id, info } = entry.task;
    const fields = { taskId: id, taskDefinitionId: info.taskDefinitionId, detail };
    reasons.waits(id, entry.waitsFor, fields, "A task waits on its way to the chain");
  }

  function describe({ approve, reject, missing }: QuorumProgress, committee: CommitteeView): string {
    const sides = [approve, reject].map(({ power, neededPower, count, neededCount }, index) => {
      const signers = count < neededCount ? `, ${count} of ${neededCount} signers` : "";
      return `${index === 0 ? "approve" : "reject"} ${power} of ${neededPower}${signers}`;
    });
    return `${sides.join("; ")}; not voted: ${operatorsIn(committee, missing)}`;
  }

  function operatorsIn({ seats }: CommitteeView, list: readonly number[]): string {
    return list.map((seat) => seats[seat]?.operator).join(", ") || "nobody";
  }

  async function progressOf(id: string): Promise<TaskProgress | undefined> {
    const entry = open.get(id);
    const outcome = ended.get(id);
    if (entry === undefined && outcome === undefined) return undefined;
    const status = await chain.statusOf(id);
    const place = entry === undefined ? undefined : await placeOf(entry);
    if (entry === undefined || place === undefined) {
      const none = { committee: undefined, eligiblePower: 0n, approve: undefined, reject: undefined };
      const waitsFor = outcome ?? entry?.waitsFor ?? "";
      return { id, status, waitsFor, ...none, missing: [], ineligible: {}, transaction: entry?.transaction };
    }
    const { committee } = place;
    const { totalPower, approve, reject, missing } = tallyVotes({ ...place, votes: entry.votes.values() });
    const operatorOf = (seat: number) => committee.seats[seat]?.operator ?? 0;
    const refused = [...entry.refused].map(([key, reason]) => [operatorOf(Number(key.split(":")[1])), reason]);
    return {
      id,
      status,
      waitsFor: entry.waitsFor,
      committee: committee.id,
      eligiblePower: totalPower,
      approve: reportOf(approve, operatorOf),
      reject: reportOf(reject, operatorOf),
      missing: missing.map(operatorOf),
      ineligible: Object.fromEntries(refused) as Record<string, string>,
      transaction: entry.transaction,
    };
  }

  async function placeOf({ task, round }: OpenTask): Promise<LocatedTask | undefined> {
    if (round === undefined) return undefined;
    return locateTask({ chain, task, committee: round.committee }).catch((error: unknown) => {
      if (error instanceof TaskRefusedError) return undefined;
      throw error;
    });
  }

  function health(): AggregatorHealth {
    return {
      openTasks: open.size,
      waiting: Object.fromEntries([...open].map(([id, { waitsFor }]) => [id, waitsFor])),
      ended: Object.fromEntries(endings),
      votes: Object.fromEntries(verdicts),
    };
  }

  return { accept, progressOf, work, decided, mined, health };
}

function reportOf(side: SideProgress, operatorOf: (seat: number) => number): SideReport {
  const { power, neededPower, count: signers, neededCount: neededSigners } = side;
  return { power, neededPower, signers, neededSigners, operators: signersOf(side.signers).map(operatorOf) };
}
