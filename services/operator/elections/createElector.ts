import { termDigestOf } from "../../../sdk/attestation/termDigestOf.ts";
import { blsPublicKey } from "../../../sdk/bls/blsPublicKey.ts";
import { blsSign } from "../../../sdk/bls/blsSign.ts";
import { signersOf } from "../../../sdk/committee/signersOf.ts";
import type { ConsensusElection } from "../../../typechain-types/index.ts";
import { createReasonLog } from "../../createReasonLog.ts";
import type { Transactor } from "../../createTransactor.ts";
import { explainFailure } from "../../explainFailure.ts";
import type { Logger } from "../../logger.ts";
import type { BlsThread } from "../aggregator/blsThread.ts";
import { createVoteJudge } from "../aggregator/createVoteJudge.ts";
import type { AttestationChain, CommitteeView, DefinitionView, EligibilityView } from "../chain/attestationChain.ts";
import type { Bus, BusMessage } from "../createBus.ts";
import { termMessage, type TermVote } from "../messages/termMessage.ts";
import { hasSeat } from "../tasks/hasSeat.ts";
import type { ElectionSettings } from "./electionSettings.ts";

/** Milliseconds between two messages on average: the network bears no more. */
const SPACING_MS = 1_000;

/** What an elector needs. */
export interface CreateElectorParameters {
  readonly election: ConsensusElection;
  /** Its address. */
  readonly address: string;
  readonly chain: AttestationChain;
  readonly transactor: Transactor;
  readonly bus: Bus;
  readonly bls: BlsThread;
  /** Hex, 32 bytes. It never reaches the log. */
  readonly blsSecretKey: string;
  /** Our controller address, checksummed. */
  readonly self: () => string;
  readonly settings: ElectionSettings;
  readonly logger: Logger;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** How elections are doing. */
export interface ElectorHealth {
  /** Why terms have no leader yet, by definition and term. */
  readonly waiting: Readonly<Record<string, string>>;
}

/** Agrees with the other nodes on who leads each term. */
export interface Elector {
  work(): Promise<void>;
  health(): ElectorHealth;
}

/** A term without a leader. */
interface Term {
  readonly key: string;
  readonly definition: DefinitionView;
  readonly term: bigint;
  readonly committee: CommitteeView;
  readonly eligibility: EligibilityView;
  /** When it was found without a leader, in milliseconds. */
  readonly since: number;
  readonly votes: Map<number, TermVote>;
  own: TermVote | undefined;
  nextBroadcastAt: number;
  waitsFor: string;
}

/**
 * Creates an elector.
 *
 * Seats stand one after the other, in an order that moves on with each term. Everybody votes for the one furthest in front
 * of those that it has heard from, so votes can only move forward and come together; and whoever has more than two thirds
 * of the power brings it to the chain, which takes one leader a term.
 */
export function createElector(parameters: CreateElectorParameters): Elector {
  const { election, address, chain, transactor, bus, bls, blsSecretKey, self, settings } = parameters;
  const { logger, now } = parameters;
  const publicKey = blsPublicKey(blsSecretKey);
  const judge = createVoteJudge({ chain, bls, now });
  const reasons = createReasonLog(logger);
  const terms = new Map<string, Term>();
  const blocks = new Map<number, bigint>();
  bus.onMessage("term", hear);

  async function work(): Promise<void> {
    const seen = new Set<string>();
    for (const definition of await chain.definitions()) {
      if (definition.election?.toLowerCase() !== address.toLowerCase()) continue;
      if (chain.head() + 1 >= definition.blockExpiry) continue;
      const length = await epochBlocksOf(definition.id);
      if (length === undefined) continue;
      const current = BigInt(chain.head() + 1) / length;
      for (const number of [current, current + 1n]) {
        const term = await openTerm(definition, number, length);
        if (term === undefined) continue;
        seen.add(term.key);
        await advance(term).catch((error: unknown) => waits(term, "failed", explainFailure(error).text));
      }
    }
    for (const key of terms.keys()) if (!seen.has(key)) forget(key);
  }

  async function epochBlocksOf(definition: number): Promise<bigint | undefined> {
    const known = blocks.get(definition);
    if (known !== undefined) return known;
    const found = await election.epochsOf(definition).catch((error: unknown) => {
      if (explainFailure(error).revert !== undefined) return undefined;
      throw error;
    });
    if (found !== undefined) blocks.set(definition, found.blocks);
    return found?.blocks;
  }

  /** `undefined` when it has its leader, or can have none. */
  async function openTerm(definition: DefinitionView, number: bigint, length: bigint): Promise<Term | undefined> {
    const id = await chain.currentCommitteeOf(definition.pool);
    const committee = id === 0n ? undefined : await chain.committeeOf(id);
    if (committee === undefined || !committee.isLive) return undefined;
    const block = Number(number * length);
    if ((await chain.leaderAt(address, definition.id, id, block)) !== undefined) return undefined;
    const key = `${definition.id}:${number}:${id}`;
    const known = terms.get(key);
    const eligibility = await chain.eligibilityOf(definition.id, id);
    const none = { own: undefined, nextBroadcastAt: 0, waitsFor: "begun" };
    const term = known ?? {
      key,
      definition,
      term: number,
      committee,
      eligibility,
      since: now(),
      votes: new Map(),
      ...none,
    };
    terms.set(key, term);
    return term;
  }

  function forget(key: string): void {
    terms.delete(key);
    reasons.forget(key);
  }

  async function advance(term: Term): Promise<void> {
    const seat = await ownSeat(term);
    const place = seat === undefined ? signersOf(term.eligibility.seats).length : placeOf(term, seat);
    if (await record(term, place)) return;
    if (seat === undefined) return waits(term, "notEligible", "collecting the votes of others");
    const mayStand = settings.stands && now() - term.since >= place * settings.candidacyMs;
    if (term.own === undefined && !mayStand) return waits(term, "noCandidate", `place ${place} in line`);
    await vote(term, seat, term.own?.leader ?? seat);
  }

  /** Our seat, if it may vote. */
  async function ownSeat({ committee, eligibility }: Term): Promise<number | undefined> {
    const operator = await chain.operatorOf(self());
    const seat = committee.seats.findIndex((each) => each.operator === operator && each.key === publicKey);
    const isEligible = seat >= 0 && hasSeat(eligibility.seats & ~committee.voided, seat);
    return isEligible ? seat : undefined;
  }

  /** How many stand before a seat. */
  function placeOf({ eligibility, term }: Term, seat: number): number {
    const line = signersOf(eligibility.seats);
    const first = Number(term % BigInt(line.length));
    return (line.indexOf(seat) - first + line.length) % line.length;
  }

  /* VOTES */

  async function vote(term: Term, seat: number, leader: number): Promise<void> {
    const { definition, term: number, committee, key } = term;
    if (term.own?.leader !== leader) {
      const digest = digestOf(term, leader);
      const named = { taskDefinitionId: definition.id, term: number, committee: committee.id, leader, seat };
      term.own = { ...named, signature: blsSign(blsSecretKey, digest) };
      term.nextBroadcastAt = 0;
      logger.info({ event: "termVoted", term: key, leader }, "Voted for a leader");
    }
    waits(term, "quorumMissing", `${supporters(term, leader).length} seats for seat ${leader}`);
    if (now() < term.nextBroadcastAt) return;
    term.nextBroadcastAt = now() + Math.max(settings.rebroadcastMs, terms.size * SPACING_MS);
    await bus.publish("term", termMessage.encode(term.own));
  }

  async function hear({ sender, payload }: BusMessage): Promise<void> {
    const heard = termMessage.decode(payload);
    if (heard === undefined) return;
    const term = terms.get(`${heard.taskDefinitionId}:${heard.term}:${heard.committee}`);
    if (term === undefined) return;
    const { committee, eligibility } = term;
    if (!hasSeat(eligibility.seats & ~committee.voided, heard.leader) || !isBetter(term, heard)) return;
    const { seat, signature } = heard;
    const digest = digestOf(term, heard.leader);
    const claim = { seat, signature, digest, sender, committee, eligible: eligibility.seats };
    if ((await judge.judge(claim)) !== "valid") return;
    if (!isBetter(term, heard)) return;
    term.votes.set(seat, heard);
    await follow(term, heard);
    await record(term, await ownPlace(term));
  }

  /** Whether a vote is the seat's first, or further in front than its last. */
  function isBetter(term: Term, { seat, leader }: TermVote): boolean {
    const known = term.votes.get(seat);
    return known === undefined || placeOf(term, leader) < placeOf(term, known.leader);
  }

  /** Only who speaks for itself is a candidate: others could have us elect somebody who is away. */
  async function follow(term: Term, { leader, seat: speaker }: TermVote): Promise<void> {
    const seat = await ownSeat(term);
    if (leader !== speaker || seat === undefined) return;
    const { own } = term;
    if (own === undefined || placeOf(term, leader) < placeOf(term, own.leader)) await vote(term, seat, leader);
  }

  async function ownPlace(term: Term): Promise<number> {
    const seat = await ownSeat(term);
    return seat === undefined ? term.committee.seats.length : placeOf(term, seat);
  }

  function digestOf({ definition, term, committee }: Term, leader: number): string {
    const { chainId } = chain.network;
    const named = { taskDefinitionId: definition.id, term, committee: committee.id, seat: leader };
    return termDigestOf({ chainId, election: address, ...named });
  }

  function supporters({ votes }: Term, leader: number): TermVote[] {
    return [...votes.values()].filter((each) => each.leader === leader);
  }

  /* TRANSACTION */

  /** Whether there is a quorum. The leader goes first; the others help when it does not. */
  async function record(term: Term, place: number): Promise<boolean> {
    const { key, definition, committee, eligibility, since } = term;
    const winner = [...term.votes.values()].find(({ leader }) => hasQuorum(term, leader))?.leader;
    if (winner === undefined) return false;
    const isWinner = (await ownSeat(term)) === winner;
    if (!isWinner && now() - since < (place + 1) * settings.candidacyMs) return true;
    if (transactor.isUnderWay(`record:${key}`)) return true;
    const votes = supporters(term, winner).sort((a, b) => a.seat - b.seat);
    const signers = votes.reduce((set, { seat }) => set | (1n << BigInt(seat)), 0n);
    const signature = await bls.aggregate(votes.map((each) => each.signature));
    const parts = [definition.id, term.term, committee.id, winner, signers & eligibility.seats, signature] as const;
    try {
      const call = await election.recordLeader.populateTransaction(...parts);
      const transactionHash = await transactor.send(`record:${key}`, call);
      logger.info({ event: "recordSent", term: key, leader: winner, transactionHash }, "Sent: record");
    } catch (error) {
      waits(term, "recordFailed", explainFailure(error).text);
    }
    return true;
  }

  function hasQuorum(term: Term, leader: number): boolean {
    const { committee, eligibility } = term;
    const power = supporters(term, leader).reduce((sum, { seat }) => sum + (committee.seats[seat]?.power ?? 0n), 0n);
    return power * 3n > eligibility.power * 2n;
  }

  function waits(term: Term, reason: string, detail = ""): void {
    term.waitsFor = detail === "" ? reason : `${reason}: ${detail}`;
    reasons.waits(term.key, term.waitsFor, { term: term.key, detail }, "A term has no leader yet");
  }

  function health(): ElectorHealth {
    return { waiting: Object.fromEntries([...terms].map(([key, { waitsFor }]) => [key, waitsFor])) };
  }

  return { work, health };
}
