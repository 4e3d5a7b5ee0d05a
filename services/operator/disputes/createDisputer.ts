import { ZeroAddress } from "ethers";

import { castVote } from "../../../sdk/attestation/castVote.ts";
import { quorumProgress } from "../../../sdk/attestation/quorumProgress.ts";
import type { TaskInfo } from "../../../sdk/attestation/taskInfo.ts";
import type { Vote } from "../../../sdk/attestation/vote.ts";
import { voteDigestOf } from "../../../sdk/attestation/voteDigestOf.ts";
import { VotePhase } from "../../../sdk/attestation/votePhase.ts";
import { blsPublicKey } from "../../../sdk/bls/blsPublicKey.ts";
import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { signersOf } from "../../../sdk/committee/signersOf.ts";
import { createReasonLog } from "../../createReasonLog.ts";
import type { Transactor } from "../../createTransactor.ts";
import { explainFailure } from "../../explainFailure.ts";
import type { Logger } from "../../logger.ts";
import type { BlsThread } from "../aggregator/blsThread.ts";
import { createVoteJudge } from "../aggregator/createVoteJudge.ts";
import type { Validator } from "../attester/createValidator.ts";
import type { VoteJournal } from "../attester/createVoteJournal.ts";
import type { AttestationChain, CommitteeView, DefinitionView, RecordView } from "../chain/attestationChain.ts";
import type { Bus, BusMessage } from "../createBus.ts";
import { voteMessage } from "../messages/voteMessage.ts";
import { hasSeat } from "../tasks/hasSeat.ts";
import type { DisputeSettings } from "./disputeSettings.ts";
import { readTaskInfo } from "./readTaskInfo.ts";

const RETRY_MS = 1_000;
const SLOWEST_RETRY_MS = 60_000;
/** Every seat may vote in a dispute, eligible or not. */
const EVERY_SEAT = 2n ** 256n - 1n;
/** Watched submissions and disputes at once. */
const MAX_CASES = 4_096;
/** The last quarter of a dispute is for votes that were left out of its answer. */
const JOINING_SHARE = 4;

/** What a disputer needs. */
export interface CreateDisputerParameters {
  readonly client: MusterClient;
  readonly chain: AttestationChain;
  readonly transactor: Transactor;
  readonly bus: Bus;
  readonly bls: BlsThread;
  readonly journal: VoteJournal;
  readonly validate: Validator;
  /** Hex, 32 bytes. It never reaches the log. */
  readonly blsSecretKey: string;
  /** Our controller address, checksummed. */
  readonly self: () => string;
  readonly settings: DisputeSettings;
  readonly logger: Logger;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  readonly stopping: AbortSignal;
}

/** How disputes are doing. */
export interface DisputerHealth {
  readonly openDisputes: number;
  /** Why each dispute, or each doubt about a submission, waits; by task. */
  readonly waiting: Readonly<Record<string, string>>;
}

/**
 * Takes part in disputes: votes again, brings quorums to the chain, and challenges what is wrong. Once a task is overturned,
 * it brings the votes that were left out, and slashes for its own challenges when the time is over.
 */
export interface Disputer {
  /** A task was submitted; it may be worth a challenge. */
  submitted(id: string, info: TaskInfo): void;
  /** A task was challenged. */
  challenged(id: string): void;
  /** A challenged task was overturned. */
  overturned(id: string): void;
  /** A dispute is over. */
  settled(id: string): void;
  work(): Promise<void>;
  /** Resolves when no question is under way. */
  idle(): Promise<void>;
  health(): DisputerHealth;
}

/** A submission to look at, or a dispute to settle. */
interface Case {
  readonly id: string;
  info: TaskInfo | undefined;
  isChallenged: boolean;
  /** Whether the task is right, once we know. */
  verdict: boolean | undefined;
  readonly votes: Map<number, Vote>;
  own: Vote | undefined;
  abstentions: number;
  nextAt: number;
  nextBroadcastAt: number;
  /** The block at which we learnt that it was overturned. */
  overturnedAt: number | undefined;
  /** Losers that we slashed, or could not. */
  readonly punished: Set<number>;
  waitsFor: string;
}

/** Where a case stands on-chain. */
interface Stand {
  readonly record: RecordView;
  readonly committee: CommitteeView;
  readonly definition: DefinitionView;
  /** The block from which on it is too late. */
  readonly deadline: number;
  /** The same for an answer: the last quarter is for those that were left out. */
  readonly answerBy: number;
}

/** Creates the part of a node that takes part in disputes. */
export function createDisputer(parameters: CreateDisputerParameters): Disputer {
  const { client, chain, transactor, bus, bls, journal, validate, blsSecretKey, self, settings } = parameters;
  const { logger, now, stopping } = parameters;
  const publicKey = blsPublicKey(blsSecretKey);
  const judge = createVoteJudge({ chain, bls, now });
  const reasons = createReasonLog(logger);
  const cases = new Map<string, Case>();
  const looking = new Map<string, Promise<void>>();
  bus.onMessage("vote", hearVote);

  /* WHAT HAPPENS */

  function submitted(id: string, info: TaskInfo): void {
    if (!settings.challenges || cases.has(id) || cases.size >= MAX_CASES) return;
    cases.set(id, caseOf(id, info, false));
  }

  function challenged(id: string): void {
    const known = cases.get(id);
    if (known?.isChallenged) return;
    logger.warn({ event: "taskChallenged", taskId: id }, "A task is challenged; judging it again");
    const next = known ?? caseOf(id, undefined, true);
    next.isChallenged = true;
    next.nextAt = 0;
    cases.set(id, next);
  }

  function caseOf(id: string, info: TaskInfo | undefined, isChallenged: boolean): Case {
    const none = { verdict: undefined, own: undefined, abstentions: 0, nextAt: 0, nextBroadcastAt: 0 };
    const later = { overturnedAt: undefined, punished: new Set<number>() };
    return { id, info, isChallenged, ...none, ...later, votes: new Map(), waitsFor: "begun" };
  }

  function overturned(id: string): void {
    const known = cases.get(id) ?? caseOf(id, undefined, true);
    known.isChallenged = true;
    cases.set(id, known);
  }

  function settled(id: string): void {
    if (cases.delete(id)) reasons.forget(id);
  }

  async function hearVote({ sender, payload }: BusMessage): Promise<void> {
    const vote = voteMessage.decode(payload);
    if (vote?.phase !== VotePhase.Dispute || vote.aggregator !== ZeroAddress) return;
    const dispute = cases.get(vote.id) ?? (await findDispute(vote.id));
    if (dispute === undefined || dispute.votes.has(vote.seat)) return;
    const stand = await standOf(dispute);
    const isUseful = vote.committee === stand?.record.committee && vote.isApproved !== stand.record.wasApproved;
    if (stand === undefined || !isUseful) return;
    const { committee } = stand;
    const digest = voteDigestOf({ ...chain.network, ...vote });
    const claim = { seat: vote.seat, digest, signature: vote.signature, sender, committee, eligible: EVERY_SEAT };
    if ((await judge.judge(claim)) !== "valid") return;
    dispute.votes.set(vote.seat, vote);
    await look(dispute);
  }

  /** Others may know of the challenge before us. */
  async function findDispute(id: string): Promise<Case | undefined> {
    if (cases.size >= MAX_CASES) return undefined;
    const status = await chain.statusOf(id);
    if (status === "Challenged") challenged(id);
    if (status === "Overturned") overturned(id);
    return cases.get(id);
  }

  /* LIFE OF A CASE */

  async function work(): Promise<void> {
    for (const each of [...cases.values()]) void look(each);
    await Promise.resolve();
  }

  async function idle(): Promise<void> {
    while (looking.size > 0) await Promise.all(looking.values());
  }

  function look(each: Case): Promise<void> {
    const run =
      looking.get(each.id) ??
      advance(each)
        .catch((error: unknown) => waits(each, "failed", explainFailure(error).text))
        .finally(() => looking.delete(each.id));
    looking.set(each.id, run);
    return run;
  }

  async function advance(each: Case): Promise<void> {
    const stand = await standOf(each);
    if (stand === undefined) return settled(each.id);
    if (stand.record.status === "Challenged") await takePart(each, stand);
    else if (stand.record.status === "Overturned") await conclude(each, stand);
    else await doubt(each, stand);
  }

  /** `undefined` when nothing is left to dispute. */
  async function standOf({ id, isChallenged }: Case): Promise<Stand | undefined> {
    const record = await chain.recordOf(id);
    const isOpen = isChallenged
      ? ["Challenged", "Overturned"].includes(record.status)
      : ["Approved", "Rejected", "Challenged"].includes(record.status);
    const [committee, definition] = await Promise.all([
      chain.committeeOf(record.committee),
      chain.definitionOf(record.taskDefinitionId),
    ]);
    if (!isOpen || committee === undefined || definition === undefined) return undefined;
    const { disputePeriodBlocks } = definition;
    const deadline = record.decidedAt + disputePeriodBlocks;
    if (!isChallenged && record.status !== "Challenged" && chain.head() + 1 >= deadline) return undefined;
    return {
      record,
      committee,
      definition,
      deadline,
      answerBy: deadline - Math.floor(disputePeriodBlocks / JOINING_SHARE),
    };
  }

  async function takePart(dispute: Case, stand: Stand): Promise<void> {
    dispute.isChallenged = true;
    const { id } = dispute;
    const { committee, deadline, answerBy } = stand;
    const seat = await ownSeat(committee);
    const turn = turnOf(id, seat, committee.seats.length);
    if (chain.head() + 1 >= deadline) return close(dispute, deadline + turn);
    if (chain.head() + 1 >= answerBy) return waits(dispute, "unanswered", `closes at block ${deadline}`);
    if (await resolve(dispute, stand, turn)) return;
    await speak(dispute, stand, seat);
  }

  async function ownSeat({ seats }: CommitteeView): Promise<number> {
    const operator = await chain.operatorOf(self());
    return seats.findIndex((each) => each.operator === operator);
  }

  async function speak(dispute: Case, stand: Stand, seat: number): Promise<void> {
    const { committee } = stand;
    if (seat < 0) return waits(dispute, "notSeated", "collecting the votes of others");
    if (hasSeat(committee.voided, seat)) return waits(dispute, "seatVoided", `seat ${seat}`);
    if (committee.seats[seat]?.key !== publicKey) return waits(dispute, "keyDiffers");
    await vote(dispute, stand, seat);
  }

  async function vote(dispute: Case, { record, committee }: Stand, seat: number): Promise<void> {
    const { id } = dispute;
    const isRight = journal.sideOf(id, VotePhase.Dispute) ?? (await decide(dispute));
    if (isRight === undefined) return;
    if (isRight === record.wasApproved) return waits(dispute, "agreesWithOutcome", `approved: ${record.wasApproved}`);
    if (dispute.own === undefined) {
      const terms = { id, isApproved: isRight, phase: VotePhase.Dispute, aggregator: ZeroAddress };
      const promise = { ...terms, committee: committee.id };
      if (journal.votesOn(id, VotePhase.Dispute).length === 0) await journal.promise({ ...promise, at: now() });
      dispute.own = castVote({ ...chain.network, ...promise, seat, secretKey: blsSecretKey });
      logger.info({ event: "disputeVoted", taskId: id, isApproved: isRight }, "Voted against the outcome of a task");
    }
    if (now() >= dispute.nextBroadcastAt) {
      dispute.nextBroadcastAt = now() + settings.rebroadcastMs;
      await bus.publish("vote", voteMessage.encode(dispute.own));
    }
  }

  /** Judges anew: what was true of the services then may not be now. */
  async function decide(each: Case): Promise<boolean | undefined> {
    if (each.verdict !== undefined) return each.verdict;
    if (now() < each.nextAt || stopping.aborted) return undefined;
    each.info ??= await readTaskInfo(client, each.id, chain.head());
    if (each.info === undefined) return waits(each, "infoMissing", "no event tells what the task says");
    each.waitsFor = "validating";
    const verdict = await validate(each.info, stopping);
    if (typeof verdict === "string") return (each.verdict = verdict === "approve");
    each.nextAt = now() + Math.min(RETRY_MS * 2 ** each.abstentions++, SLOWEST_RETRY_MS);
    return waits(each, "abstained", verdict.abstain);
  }

  /* WHEN IT IS OVERTURNED */

  /** Whoever answered may have left out votes, also ours. */
  async function conclude(dispute: Case, stand: Stand): Promise<void> {
    const { record, committee, deadline } = stand;
    dispute.isChallenged = true;
    dispute.overturnedAt ??= chain.head();
    if (record.signers === 0n) return settled(dispute.id);
    if (chain.head() + 1 >= deadline) return punish(dispute, stand);
    const seat = await ownSeat(committee);
    // It is about us: we go first.
    const turn = hasSeat(record.signers, seat) ? 0 : turnOf(dispute.id, seat, committee.seats.length);
    await join(dispute, stand, turn);
    if (seat >= 0 && hasSeat(record.signers, seat)) await speak(dispute, stand, seat);
    else waits(dispute, "overturned", `others may join until block ${deadline}`);
  }

  async function join(dispute: Case, { record }: Stand, turn: number): Promise<void> {
    const { id, votes, overturnedAt = 0 } = dispute;
    const missing = [...votes.values()].filter(({ seat }) => hasSeat(record.signers, seat));
    if (missing.length === 0 || !isOurTurn(overturnedAt + turn)) return;
    const signature = await bls.aggregate(missing.map((vote) => vote.signature));
    const signers = missing.reduce((set, { seat }) => set | (1n << BigInt(seat)), 0n);
    await send(dispute, "join", await client.center.joinOverturn.populateTransaction(id, signers, signature));
  }

  /** The challenger's part is what pays for it. Who accepted no terms cannot be slashed, and is left alone. */
  async function punish(dispute: Case, { record }: Stand): Promise<void> {
    const { id, punished } = dispute;
    const { challenger } = await client.center.challengeOf(id);
    if (challenger !== self()) return settled(id);
    const next = signersOf(record.signers).find((seat) => !punished.has(seat));
    if (next === undefined) return settled(id);
    const call = await client.center.slashIncorrectAttestation.populateTransaction(id, next);
    const failure = await send(dispute, "slash", call, next);
    if (failure === undefined || failure.revert !== undefined) punished.add(next);
  }

  /* TRANSACTIONS */

  /** Whether there is a quorum. */
  async function resolve(dispute: Case, { record, committee }: Stand, turn: number): Promise<boolean> {
    const { id, votes } = dispute;
    const seats = committee.seats.map(({ power }, seat) => {
      return { seat, power, isVoided: hasSeat(committee.voided, seat) };
    });
    const quorum = { minimumAttesters: 0, approveBps: 0 };
    const phase = VotePhase.Dispute;
    const progress = quorumProgress({ seats, eligible: EVERY_SEAT, quorum, votes: [...votes.values()], phase });
    const side = record.wasApproved ? progress.reject : progress.approve;
    if (!side.isReached) {
      waits(dispute, "quorumMissing", `${side.power} of ${side.neededPower}`);
      return false;
    }
    if (!isOurTurn(record.decidedAt + turn)) return true;
    const signatures = signersOf(side.signers).map((seat) => votes.get(seat)?.signature ?? "");
    const signature = await bls.aggregate(signatures);
    const call = await client.center.resolveChallenge.populateTransaction(id, side.signers, signature);
    await send(dispute, "resolve", call);
    return true;
  }

  async function close(dispute: Case, from: number): Promise<void> {
    if (!isOurTurn(from)) return waits(dispute, "closing", "the others have their turn");
    await send(dispute, "close", await client.center.closeChallenge.populateTransaction(dispute.id));
  }

  /** Those who may all do the same go one after the other, and not always in the same order. */
  function turnOf(id: string, seat: number, size: number): number {
    const first = Number(BigInt(id) % BigInt(size));
    const place = seat < 0 ? size : (seat - first + size) % size;
    return place * settings.staggerBlocks;
  }

  function isOurTurn(block: number): boolean {
    return chain.head() >= block;
  }

  /** Looks at a submission that nobody has challenged. */
  async function doubt(each: Case, { record, deadline }: Stand): Promise<void> {
    const isRight = await decide(each);
    if (isRight === undefined) return;
    if (isRight === record.wasApproved) return settled(each.id);
    const bond = await client.center.challengeBond();
    const fields = { taskId: each.id, wasApproved: record.wasApproved, bond: String(bond), deadline };
    logger.warn({ event: "challenging", ...fields }, "A task was decided wrongly; challenging it");
    const call = await client.center.challengeTask.populateTransaction(each.id, { value: bond });
    await send(each, "challenge", call);
  }

  /** Returns why it could not be sent, if so. */
  async function send(each: Case, action: string, call: Parameters<Transactor["send"]>[1], seat?: number) {
    const key = [action, each.id, ...(seat === undefined ? [] : [seat])].join(":");
    if (transactor.isUnderWay(key)) return undefined;
    try {
      const transactionHash = await transactor.send(key, call);
      const about = seat === undefined ? {} : { seat };
      logger.info({ event: `${action}Sent`, taskId: each.id, ...about, transactionHash }, `Sent: ${action}`);
    } catch (error) {
      const failure = explainFailure(error);
      waits(each, `${action}Failed`, failure.text);
      return failure;
    }
    return undefined;
  }

  function waits(each: Case, reason: string, detail = ""): undefined {
    each.waitsFor = detail === "" ? reason : `${reason}: ${detail}`;
    reasons.waits(each.id, each.waitsFor, { taskId: each.id, detail }, "Where a dispute stands");
  }

  function health(): DisputerHealth {
    const list = [...cases.values()];
    const waiting = list.map(({ id, waitsFor }) => [id, waitsFor]);
    const openDisputes = list.filter(({ isChallenged }) => isChallenged).length;
    return { openDisputes, waiting: Object.fromEntries(waiting) };
  }

  return { submitted, challenged, overturned, settled, work, idle, health };
}
