import { AbiCoder, keccak256, type Log, ZeroAddress } from "ethers";

import type {
  AttestationTaskEvent,
  AttestationTaskEventName,
  DefinitionEvent,
} from "../../../sdk/attestation/attestationEvent.ts";
import { ATTESTATION_STATUSES, type AttestationStatus } from "../../../sdk/attestation/attestationStatus.ts";
import type { SlashingTerms } from "../../../sdk/attestation/slashingTerms.ts";
import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { readCommittee, type ReadCommitteeReturnType } from "../../../sdk/committee/readCommittee.ts";
import { compare, type Finding } from "../finding.ts";
import type { Movements } from "../movements.ts";
import { applyDefinitionEvent, definitionOf } from "./applyDefinitionEvent.ts";
import type { DefinitionState } from "./definitionState.ts";
import type { ExpectedOffence } from "../expectedOffence.ts";
import { readCenterEntries } from "./readCenterEntries.ts";
import { readRegistryHistory } from "../readRegistryHistory.ts";
import type { TaskState } from "./taskState.ts";
import { verifyJoining } from "./verifyJoining.ts";
import { verifyResolution } from "./verifyResolution.ts";
import { nameOf, type SubmissionEvent, verifySubmission } from "./verifySubmission.ts";

/** What the lifecycle's history says must be. */
export interface VerifyAttestationReturnType {
  readonly tasks: number;
  readonly findings: readonly Finding[];
  readonly movements: Movements;
  /** By the offence's hash. */
  readonly offences: ReadonlyMap<string, ExpectedOffence>;
}

type TaskEvent<Name extends AttestationTaskEventName> = Extract<AttestationTaskEvent, { readonly name: Name }>;
type Handlers = {
  readonly [Name in AttestationTaskEventName]: (event: TaskEvent<Name>, log: Log) => Promise<void> | void;
};

/** The last quarter of a dispute is for those that were left out of the answer. */
const JOINING_SHARE = 4;

/**
 * Replays the attestation lifecycle from its events, by the rules: ids, quorums (with the sealed powers and keys, and
 * the signatures), statuses, fees, bonds, offences and funds; and compares with what the center stores.
 */
export async function verifyAttestation(client: MusterClient): Promise<VerifyAttestationReturnType> {
  const { center, registry, committees, provider, deployment } = client;
  const { center: market } = deployment.addresses;
  const [entries, history, defaultPool, deposit, bond, stakeCurrency] = await Promise.all([
    readCenterEntries(client),
    readRegistryHistory(client),
    center.defaultPool(),
    center.definitionDeposit(),
    center.challengeBond(),
    registry.stakeCurrency(),
  ]);
  const voidings = await committees.queryFilter(committees.filters.SeatVoided(), deployment.fromBlock);
  const definitions = new Map<number, DefinitionState>();
  const tasks = new Map<string, TaskState>();
  /** Statuses as the events tell of them, and as they had to follow. */
  const moves = new Map<string, string[]>();
  const expected = new Map<string, string[]>();
  const sealed = new Map<bigint, ReadCommitteeReturnType>();
  const findings: Finding[] = [];
  const movements: Movements = { credits: [], holds: [] };
  const offences = new Map<string, ExpectedOffence>();

  const handlers: Handlers = {
    TaskMoved({ id, from, to }) {
      const [left, right] = [ATTESTATION_STATUSES[from], ATTESTATION_STATUSES[to]];
      moves.set(id, [...(moves.get(id) ?? []), `${left}-${right}`]);
    },
    TaskSubmitted: submitted,
    TaskRejected: submitted,
    HookFailed: () => undefined,
    async TaskChallenged({ id, challenger, block, ...event }, log) {
      const task = taskOf(id);
      const end = task.decidedAt + task.definition.disputeBlocks;
      check(`challenge of ${nameOf(id)} in time`, "true", String(block < end));
      check(`bond of the challenge of ${nameOf(id)}`, bond, event.bond);
      check(`deadline of ${nameOf(id)}`, BigInt(block + task.definition.disputeBlocks), event.deadline);
      move(task, "Challenged", block);
      Object.assign(task, { challenger, bond });
      await holdFrom(challenger, ZeroAddress, bond, log);
    },
    async TaskOverturned({ id, challenger, disputeSigners, losers, block }, log) {
      const task = taskOf(id);
      check(`challenger of ${nameOf(id)}`, task.challenger ?? "nobody", challenger);
      const { disputeBlocks } = task.definition;
      const answerBy = task.decidedAt + disputeBlocks - Math.floor(disputeBlocks / JOINING_SHARE);
      check(`resolution of ${nameOf(id)} in time`, "true", String(block < answerBy));
      const voided = await voidedAt(task.committee.committee, log);
      findings.push(...(await verifyResolution(client, { task, disputeSigners, losers, voided, log })));
      task.open &= ~disputeSigners;
      move(task, "Overturned");
      if (task.wasApproved) task.definition.funds += costOf(task);
      release(ZeroAddress, task.challenger ?? challenger, task.bond);
    },
    async OverturnJoined({ id, disputeSigners, losers, block }, log) {
      const task = taskOf(id);
      const deadline = task.decidedAt + task.definition.disputeBlocks;
      check(`status of ${nameOf(id)} when others joined`, "Overturned", task.status);
      check(`others who joined for ${nameOf(id)} in time`, "true", String(block < deadline));
      findings.push(...(await verifyJoining(client, { task, disputeSigners, losers, log })));
      task.open &= ~disputeSigners;
    },
    TaskUpheld({ id, challenger, bond: forfeited, block }, log) {
      const task = taskOf(id);
      check(`challenger of ${nameOf(id)}`, task.challenger ?? "nobody", challenger);
      check(`forfeited bond of ${nameOf(id)}`, task.bond, forfeited);
      const deadline = task.decidedAt + task.definition.disputeBlocks;
      check(`upholding of ${nameOf(id)} in time`, "true", String(block >= deadline));
      move(task, "Upheld", block);
      release(ZeroAddress, history.treasuryAt(log), task.bond);
    },
    async DoubleAttestationPunished({ id, operator, phase }, log) {
      const terms = await termsOfVotes(id, log);
      const reporter = await senderOf(log);
      expectOffence(["bytes32", "uint32", "uint8"], [id, operator, phase], operator, reporter, terms, "double");
    },
    IncorrectAttestationPunished({ id, operator, block }) {
      const task = taskOf(id);
      const seat = seatOf(task, operator);
      const deadline = task.decidedAt + task.definition.disputeBlocks;
      check(`slash for ${nameOf(id)} after its dispute`, "true", String(block >= deadline));
      check(`seat ${seat} of ${nameOf(id)} among the losers`, 1n, (task.open >> BigInt(seat)) & 1n);
      check(`status of ${nameOf(id)} at a slash`, "Overturned", task.status);
      task.open &= ~(1n << BigInt(seat));
      const terms = task.definition.terms.get(task.termsVersion);
      expectOffence(["bytes32", "uint32"], [id, operator], operator, task.challenger ?? "", terms, "incorrect");
    },
    async PerformerPunished({ id, operator, amount, forfeited, block }, log) {
      const task = taskOf(id);
      const isRejected = !task.wasApproved && statusAt(task, block) === "Finalized";
      const isFalse = task.wasApproved && task.status === "Overturned";
      check(`${nameOf(id)} to punish its performer for`, "true", String(isRejected || isFalse));
      check(`performer of ${nameOf(id)}`, BigInt(seatOf(task, operator)), BigInt(task.performerSeat));
      check(`performer of ${nameOf(id)} unsettled`, "true", String(!task.isPerformerSettled));
      task.isPerformerSettled = true;
      const terms = task.definition.terms.get(task.termsVersion);
      const isPayable = isRejected && same(task.definition.currency, stakeCurrency);
      const loss = isPayable ? owedForRejection(task) : 0n;
      const reporter = isFalse ? (task.challenger ?? "") : await senderOf(log);
      const victim = isRejected ? { victim: market, loss } : { loss: 0n };
      const values = [id, operator, "performer"];
      expectOffence(["bytes32", "uint32", "string"], values, operator, reporter, terms, "performer", victim);
      const bounty = (amount * BigInt(terms?.reporterBps ?? 0)) / 10_000n;
      check(`what the performer of ${nameOf(id)} leaves`, smaller(loss, amount - bounty), forfeited);
      task.forfeited = smaller(loss, amount - bounty);
      // It was credited to the center as a deposit, which then holds it.
      if (task.forfeited !== 0n) hold(stakeCurrency, market, task.forfeited);
    },
    RewardClaimed({ id, operator, amount, block }, log) {
      const task = taskOf(id);
      const seat = seatOf(task, operator);
      check(`status of ${nameOf(id)} at a claim`, "Finalized", statusAt(task, block));
      const due = claimOf(task, seat);
      check(`reward of operator ${operator} for ${nameOf(id)}`, due, amount);
      release(task.definition.currency, history.receiverAt(operator, log), due);
    },
  };

  for (const { event, log } of entries) {
    if ("id" in event) await (handlers[event.name] as (event: AttestationTaskEvent, log: Log) => unknown)(event, log);
    else await defined(event, log);
  }
  await compareDefinitions();
  await compareTasks();
  return { tasks: tasks.size, findings, movements, offences };

  /* DEFINITIONS */

  async function defined(event: DefinitionEvent, log: Log): Promise<void> {
    if (event.name === "TaskDefinitionCreated") {
      definitions.set(event.taskDefinitionId, definitionOf(event, Number(defaultPool)));
      return holdFrom(event.owner, ZeroAddress, deposit, log);
    }
    const definition = definitions.get(event.taskDefinitionId);
    if (!definition) throw new Error(`No event tells of definition ${event.taskDefinitionId}'s creation.`);
    const { currency, owner, funds } = definition;
    if (event.name === "TaskDefinitionFunded") await holdFrom(event.payer, currency, event.amount, log);
    if (event.name === "TaskDefinitionDefunded") release(currency, owner, event.amount);
    if (event.name === "RewardCurrencySet") release(currency, owner, funds);
    if (event.name === "TaskDefinitionRetired") release(ZeroAddress, owner, deposit);
    applyDefinitionEvent(definition, event);
  }

  async function compareDefinitions(): Promise<void> {
    for (const definition of definitions.values()) {
      const name = `definition ${definition.taskDefinitionId}`;
      const stored = await center.taskDefinitionOf(definition.taskDefinitionId);
      check(`funds of ${name}`, definition.funds, stored.funds);
      check(`owner of ${name}`, definition.owner, stored.owner);
      check(`pool of ${name}`, BigInt(definition.pool), stored.pool);
      check(`currency of ${name}`, definition.currency, stored.currency);
      check(`least power of ${name}`, definition.minimumVotingPower, stored.minimumVotingPower);
      check(`least attesters of ${name}`, BigInt(definition.minimumAttesters), stored.minimumAttesters);
      check(`approval share of ${name}`, BigInt(definition.approveBps), stored.approveBps);
      const fees = [stored.attesterFee, stored.performerFee, stored.aggregatorFee];
      const known = [definition.attesterFee, definition.performerFee, definition.aggregatorFee];
      check(`fees of ${name}`, known.join(), fees.join());
    }
  }

  /* TASKS */

  async function submitted(event: SubmissionEvent, log: Log): Promise<void> {
    const { id, details, taskDefinitionId, block } = event;
    const definition = definitions.get(taskDefinitionId);
    if (!definition) throw new Error(`${nameOf(id)} is of definition ${taskDefinitionId}, which nobody created.`);
    check(`submissions of ${nameOf(id)} before`, "0", tasks.has(id) ? "1" : "0");
    const committee = await committeeOf(details.committee);
    const voided = await voidedAt(details.committee, log);
    const { controllers } = history;
    findings.push(...(await verifySubmission(client, { event, log, definition, committee, voided, controllers })));
    const task: TaskState = {
      id,
      definition,
      committee,
      wasApproved: details.isApproved,
      performerSeat: details.performerSeat,
      aggregatorSeat: details.aggregatorSeat,
      signers: details.signers,
      signerCount: countOf(details.signers),
      termsVersion: definition.termsVersion,
      status: details.isApproved ? "Approved" : "Rejected",
      decidedAt: block,
      open: details.signers,
      isPerformerSettled: false,
      isAggregatorPaid: false,
      bond: 0n,
      forfeited: 0n,
    };
    tasks.set(id, task);
    expected.set(id, [`None-${task.status}`]);
    if (task.wasApproved) definition.funds -= costOf(task);
    check(`funds for ${nameOf(id)}`, "enough", definition.funds >= 0n ? "enough" : "too little");
  }

  async function compareTasks(): Promise<void> {
    const head = await provider.getBlockNumber();
    for (const task of tasks.values()) {
      const name = nameOf(task.id);
      const [{ record, signers }, status] = await Promise.all([center.recordOf(task.id), center.statusOf(task.id)]);
      check(`moves of ${name}`, (expected.get(task.id) ?? []).join(), (moves.get(task.id) ?? []).join());
      check(`stored status of ${name}`, task.status, statusName(record.status));
      check(`status of ${name}`, statusAt(task, head), statusName(status));
      check(`open seats of ${name}`, task.open, signers);
      check(`signers of ${name}`, BigInt(task.signerCount), record.signerCount);
      check(`decision of ${name}`, BigInt(task.decidedAt), record.decidedAt);
      check(`committee of ${name}`, task.committee.committee, record.committee);
      check(`side of ${name}`, String(task.wasApproved), String(record.wasApproved));
      check(`performer of ${name} settled`, String(task.isPerformerSettled), String(record.isPerformerSettled));
      check(`aggregator of ${name} paid`, String(task.isAggregatorPaid), String(record.isAggregatorPaid));
    }
    check("tasks that moved", BigInt(tasks.size), BigInt(moves.size));
  }

  function taskOf(id: string): TaskState {
    const task = tasks.get(id);
    if (!task) throw new Error(`No event tells of the submission of ${nameOf(id)}.`);
    return task;
  }

  function move(task: TaskState, to: AttestationStatus, block = task.decidedAt): void {
    expected.set(task.id, [...(expected.get(task.id) ?? []), `${task.status}-${to}`]);
    Object.assign(task, { status: to, decidedAt: block });
  }

  async function committeeOf(id: bigint): Promise<ReadCommitteeReturnType> {
    const known = sealed.get(id) ?? (await readCommittee(client, { committee: id }));
    if (!sealed.has(id)) {
      const sum = known.seats.reduce((total, { power }) => total + power, 0n);
      check(`power of committee ${id}`, sum, known.totalPower);
    }
    sealed.set(id, known);
    return known;
  }

  /** The seats of a committee that were void when a log was written; those without power always were. */
  async function voidedAt(committee: bigint, log: Log): Promise<bigint> {
    const { seats } = await committeeOf(committee);
    const powerless = seats
      .filter(({ power }) => power === 0n)
      .reduce((set, { seat }) => set | (1n << BigInt(seat)), 0n);
    return voidings
      .filter((event) => event.args.committee === committee && isBefore(event, log))
      .reduce((set, { args }) => set | (1n << args.seat), powerless);
  }

  /** What a seat is owed for a final task; from now on, nothing. */
  function claimOf(task: TaskState, seat: number): bigint {
    const { definition, wasApproved } = task;
    const hasSigned = (task.open >> BigInt(seat)) & 1n;
    const isAggregator = seat === task.aggregatorSeat && !task.isAggregatorPaid;
    if (isAggregator) task.isAggregatorPaid = true;
    task.open &= ~(1n << BigInt(seat));
    if (!wasApproved) {
      const owed = owedForRejection(task);
      const each = owed === 0n ? 0n : (definition.attesterFee * task.forfeited) / owed;
      // What rounding leaves is the aggregator's.
      return hasSigned * each + (isAggregator ? task.forfeited - BigInt(task.signerCount) * each : 0n);
    }
    let due = hasSigned * definition.attesterFee + (isAggregator ? definition.aggregatorFee : 0n);
    if (seat === task.performerSeat && !task.isPerformerSettled) {
      due += definition.performerFee;
      task.isPerformerSettled = true;
    }
    return due;
  }

  /* OFFENCES */

  function expectOffence(
    types: readonly string[],
    values: readonly unknown[],
    operator: number,
    reporter: string,
    terms: SlashingTerms | undefined,
    kind: "double" | "incorrect" | "performer",
    { victim, loss = 0n }: { readonly victim?: string; readonly loss?: bigint } = {},
  ): void {
    const share = {
      double: terms?.doubleAttestationBps,
      incorrect: terms?.incorrectAttestationBps,
      performer: terms?.rejectedPerformerBps,
    }[kind];
    const offence = keccak256(AbiCoder.defaultAbiCoder().encode(types, values));
    offences.set(offence, {
      operator,
      reporter,
      shareBps: share ?? 0,
      bountyBps: terms?.reporterBps ?? 0,
      loss,
      ...(victim === undefined ? {} : { victim }),
    });
  }

  /** The terms that two votes on a task fell under: the task's own, or the definition's when it was never submitted. */
  async function termsOfVotes(id: string, log: Log): Promise<SlashingTerms | undefined> {
    const task = tasks.get(id);
    if (task) return task.definition.terms.get(task.termsVersion);
    const transaction = await provider.getTransaction(log.transactionHash);
    const call = transaction ? center.interface.parseTransaction(transaction) : null;
    if (call?.name !== "slashDoubleAttestation") {
      throw new Error(`Transaction ${log.transactionHash} slashes without calling the center directly.`);
    }
    const definition = definitions.get(Number(call.args.info.taskDefinitionId));
    return definition?.terms.get(definition.termsVersion);
  }

  async function senderOf({ transactionHash }: Log): Promise<string> {
    return (await provider.getTransaction(transactionHash))?.from ?? ZeroAddress;
  }

  /* MONEY */

  /** Held out of an account's credit, unless the transaction brought native coin of its own. */
  async function holdFrom(account: string, currency: string, amount: bigint, log: Log): Promise<void> {
    if (amount === 0n) return;
    const transaction = await provider.getTransaction(log.transactionHash);
    const isAttached = currency === ZeroAddress && (transaction?.value ?? 0n) > 0n;
    if (isAttached) movements.holds.push({ market, currency, amount });
    else hold(currency, account, amount);
  }

  function hold(currency: string, account: string, amount: bigint): void {
    movements.credits.push({ currency, account, amount: -amount });
    movements.holds.push({ market, currency, amount });
  }

  function release(currency: string, account: string, amount: bigint): void {
    movements.credits.push({ currency, account, amount });
    movements.holds.push({ market, currency, amount: -amount });
  }

  function check(subject: string, wanted: bigint | string, found: bigint | string): void {
    findings.push(...compare(subject, wanted, found));
  }
}

/** As the clock of a block has it. */
function statusAt({ status, decidedAt, definition }: TaskState, block: number): AttestationStatus {
  const isOver = block >= decidedAt + definition.disputeBlocks;
  if ((status === "Approved" || status === "Rejected") && isOver) return "Finalized";
  return status === "Upheld" && block > decidedAt ? "Finalized" : status;
}

function costOf({ definition, signerCount }: TaskState): bigint {
  return BigInt(signerCount) * definition.attesterFee + definition.performerFee + definition.aggregatorFee;
}

function owedForRejection({ definition, signerCount }: TaskState): bigint {
  return BigInt(signerCount) * definition.attesterFee + definition.aggregatorFee;
}

function seatOf({ committee }: TaskState, operator: number): number {
  return committee.seats.findIndex((seat) => seat.operator === operator);
}

function statusName(status: bigint): string {
  return ATTESTATION_STATUSES[Number(status)] ?? "None";
}

function isBefore(
  left: { blockNumber: number; index: number },
  right: { blockNumber: number; index: number },
): boolean {
  return left.blockNumber < right.blockNumber || (left.blockNumber === right.blockNumber && left.index < right.index);
}

function countOf(set: bigint): number {
  return set.toString(2).replaceAll("0", "").length;
}

function smaller(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

function same(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
