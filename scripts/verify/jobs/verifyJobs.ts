import { AbiCoder, keccak256, MaxUint256, type Result, ZeroAddress } from "ethers";

import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { countExecutions } from "../../../sdk/jobs/countExecutions.ts";
import { decodeJobTerms } from "../../../sdk/jobs/decodeJobTerms.ts";
import { jobBudget } from "../../../sdk/jobs/jobBudget.ts";
import { jobIdOf } from "../../../sdk/jobs/jobIdOf.ts";
import { JOB_STATUSES } from "../../../sdk/jobs/jobStatus.ts";
import { DestinationKind } from "../../../sdk/jobs/jobTerms.ts";
import type { ExpectedOffence } from "../expectedOffence.ts";
import { compare, type Finding } from "../finding.ts";
import { isPunishable } from "../isPunishable.ts";
import type { Movements } from "../movements.ts";
import { readRegistryHistory } from "../readRegistryHistory.ts";
import { readValue } from "../readValue.ts";
import type { JobState, SlotState } from "./jobState.ts";

/** What the lifecycle's history says must be. */
export interface VerifyJobsReturnType {
  readonly jobs: number;
  readonly findings: readonly Finding[];
  readonly movements: Movements;
  /** By the offence's hash. */
  readonly offences: ReadonlyMap<string, ExpectedOffence>;
}

/** An event of the market that a handler is told of; what it carries is in the contract's ABI. */
interface Told {
  readonly blockNumber: number;
  readonly index: number;
  readonly transactionHash: string;
  readonly args: Result;
}

const FULL_BPS = 10_000n;

/**
 * Replays the jobs from their events, by the rules: ids, moves, which executions earned and which were missed, payments,
 * refunds and offences; and compares with what the market stores.
 */
export async function verifyJobs(client: MusterClient): Promise<VerifyJobsReturnType> {
  const { jobs: contract, registry, provider, deployment } = client;
  const market = deployment.addresses.jobs;
  const [settings, pool, stakeCurrency, history] = await Promise.all([
    contract.settings(),
    contract.pool(),
    registry.stakeCurrency(),
    readRegistryHistory(client),
  ]);
  const findings: Finding[] = [];
  const movements: Movements = { credits: [], holds: [] };
  const offences = new Map<string, ExpectedOffence>();
  const jobs = new Map<string, JobState>();

  const handlers: Readonly<Record<string, (job: JobState, event: Told) => Promise<void> | void>> = {
    JobMoved(job, { args }) {
      const [from, to] = [JOB_STATUSES[Number(args.from)] ?? "None", JOB_STATUSES[Number(args.to)] ?? "None"];
      check(`status of ${nameOf(job)} before it became ${to}`, job.status, from);
      job.status = to;
      if (to === "Matched") Object.assign(job, { round: job.round + 1, slots: [] });
      if (to === "Open") job.slots.forEach((slot) => (slot.isAcknowledged = false));
    },
    SlotMatched(job, { args }) {
      job.matcher = args.matcher;
      job.slots[Number(args.slot)] = newSlot(Number(args.processor), args.fee);
      check(
        `price of ${nameOf(job)}`,
        "within its reward",
        args.fee <= job.terms.reward ? "within its reward" : "above",
      );
    },
    SlotAcknowledged(job, { args }) {
      slotOf(job, args.slot).isAcknowledged = true;
    },
    SlotUnacknowledged(job, event) {
      const { fee } = slotOf(job, event.args.slot);
      if (fee === 0n) return undefined;
      return expectOffence(job, event, { share: settings.silenceBps, loss: fee, execution: MaxUint256 });
    },
    ExecutionsMissed(job, event) {
      const [slot, from, until] = [event.args.slot, event.args.from, event.args.until] as [bigint, bigint, bigint];
      const state = slotOf(job, slot);
      const count = until - from;
      check(`first execution that ${nameOf(job)} missed in slot ${slot}`, state.next, from);
      state.next = until;
      if (state.fee === 0n || job.isBlameless) return undefined;
      const whole = count * settings.missedBps;
      const share = whole < settings.missedLimitBps ? whole : settings.missedLimitBps;
      return expectOffence(job, event, { share, loss: count * state.fee, execution: from });
    },
    ExecutionSucceeded(job, { args }) {
      const slot = pass(job, args.slot, args.execution);
      if (!job.terms.isMajority) slot.successes += 1n;
      else vote(job, String(args.execution), Number(args.slot), args.outputHash);
    },
    ExecutionFailed(job, { args }) {
      pass(job, args.slot, args.execution).failures += 1n;
    },
    ExecutionRefused(job, { args }) {
      pass(job, args.slot, args.execution).undecided += 1n;
    },
    SlotPaid(job, event) {
      const { slot, receiver, amount } = event.args;
      const state = slotOf(job, slot);
      check(`receiver of slot ${slot} of ${nameOf(job)}`, history.receiverAt(state.processor, event), receiver);
      if (job.status === "Assigned") check(`pay of slot ${slot} of ${nameOf(job)}`, due(job, state), amount);
      state.collected += amount;
      release(job, receiver, amount);
    },
    JobSettled(job, { args }) {
      const earned = job.slots.map((slot) => earnedAtLast(job, slot));
      const paid = earned.reduce((sum, amount) => sum + amount, 0n);
      const matcherShare = job.matcher === ZeroAddress ? 0n : shareOfMatcher(job);
      check(`what ${nameOf(job)} pays`, paid, args.paid);
      check(`what ${nameOf(job)} pays its matcher`, matcherShare, args.matcherShare);
      check(`what ${nameOf(job)} returns`, jobBudget(job.terms) - paid - matcherShare, args.refund);
      job.slots.forEach((slot, index) =>
        check(`what slot ${index} of ${nameOf(job)} got`, earned[index] ?? 0n, slot.collected),
      );
      release(job, job.matcher, matcherShare);
      release(job, job.terms.consumer, args.refund);
    },
  };

  const logs = await provider.getLogs({ address: market, fromBlock: deployment.fromBlock, toBlock: "latest" });
  for (const { blockNumber, index, transactionHash, ...log } of logs) {
    const parsed = contract.interface.parseLog(log);
    if (!parsed?.fragment.inputs.some(({ name }) => name === "id")) continue;
    const event = { blockNumber, index, transactionHash, args: parsed.args };
    if (parsed.name === "JobRegistered") await register(event);
    const job = jobs.get(String(event.args.id));
    if (job) await handlers[parsed.name]?.(job, event);
  }
  for (const job of jobs.values()) await compareJob(job);
  return { jobs: jobs.size, findings, movements, offences };

  async function register({ args, transactionHash }: Told): Promise<void> {
    const terms = decodeJobTerms(args.terms);
    const budget = jobBudget(terms);
    const { isBlameless } = await contract.jobOf(args.id);
    const isAttached = (await readValue(client, transactionHash)) > 0n;
    check(`id of job ${args.id}`, jobIdOf({ chainId: deployment.chainId, market, terms }), args.id);
    jobs.set(args.id, {
      ...{ id: args.id, terms, isBlameless, status: "Open", round: 0, matcher: ZeroAddress, slots: [] },
      ...{ votes: new Map(), left: budget },
    });
    movements.holds.push({ market, currency: terms.currency, amount: budget });
    if (!isAttached) movements.credits.push({ currency: terms.currency, account: terms.consumer, amount: -budget });
  }

  async function compareJob(job: JobState): Promise<void> {
    const stored = await contract.jobOf(job.id);
    check(`stored status of ${nameOf(job)}`, job.status, JOB_STATUSES[Number(stored.status)] ?? "None");
    if (job.status === "Done" || job.status === "Cancelled") {
      check(`what is held for ${nameOf(job)}`, 0n, job.left);
      return;
    }
    if (job.status !== "Assigned") return;
    for (const [index, slot] of job.slots.entries()) {
      const known = await contract.slotOf(job.id, index);
      const told = [slot.next, slot.successes, slot.failures, slot.undecided];
      const found = [known.next, known.successes, known.failures, known.undecided];
      check(`counts of slot ${index} of ${nameOf(job)}`, told.join(), found.join());
    }
  }

  /* EXECUTIONS */

  /** An execution was reported, which closes it. */
  function pass(job: JobState, slot: bigint, execution: bigint): SlotState {
    const state = slotOf(job, slot);
    check(`next execution of slot ${slot} of ${nameOf(job)}`, state.next, execution);
    state.next = execution + 1n;
    return state;
  }

  /** More than half of all slots with one output are a majority, whoever comes later. */
  function vote({ terms, slots, votes }: JobState, execution: string, index: number, outputHash: string): void {
    const told = votes.get(execution) ?? new Map<number, string>();
    votes.set(execution, told.set(index, outputHash));
    const alike = [...told].filter(([, hash]) => hash === outputHash);
    const isMajority = BigInt(alike.length) * 2n > terms.slots;
    const wasMajority = BigInt(alike.length - 1) * 2n > terms.slots;
    if (!isMajority) {
      countUndecided(slots[index], 1n);
      return;
    }
    const winners = wasMajority ? [index] : alike.map(([winner]) => winner);
    for (const winner of winners) {
      const slot = slots[winner];
      if (winner !== index) countUndecided(slot, -1n);
      if (slot) slot.successes += 1n;
    }
  }

  /* OFFENCES */

  async function expectOffence(
    job: JobState,
    { args, transactionHash, blockNumber }: Told,
    { share, loss, execution }: { readonly share: bigint; readonly loss: bigint; readonly execution: bigint },
  ): Promise<void> {
    const operator = slotOf(job, args.slot).processor;
    if (!(await isPunishable(client, { market, pool, operator, block: blockNumber }))) return;
    const sender = (await provider.getTransaction(transactionHash))?.from ?? ZeroAddress;
    // Nobody is rewarded for telling of its own silence.
    const isOwn = sender === history.controllers.get(operator);
    const values = [job.id, job.round, args.slot, execution];
    const offence = keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32", "uint16", "uint256", "uint256"], values));
    offences.set(offence, {
      operator,
      shareBps: Number(share),
      bountyBps: isOwn ? 0 : Number(settings.reporterBps),
      reporter: isOwn ? await registry.treasury({ blockTag: blockNumber }) : sender,
      victim: job.terms.consumer,
      // A loss in another currency cannot be compared with the slash.
      loss: job.terms.currency === stakeCurrency ? loss : 0n,
    });
  }

  /* MONEY */

  function due(job: JobState, slot: SlotState): bigint {
    return earnedOf(job, slot) - slot.collected;
  }

  /** At the end; a job that was cancelled pays each acknowledged slot one execution beyond what it did. */
  function earnedAtLast(job: JobState, slot: SlotState): bigint {
    if (job.status !== "Cancelled") return earnedOf(job, slot);
    if (!slot.isAcknowledged) return 0n;
    const isLeft = slot.next < countExecutions(job.terms.schedule);
    return earnedOf(job, slot) + (isLeft ? slot.fee : 0n);
  }

  function shareOfMatcher({ terms, slots, status }: JobState): bigint {
    const earning = slots.filter(({ isAcknowledged }) => status !== "Cancelled" || isAcknowledged);
    return earning.reduce(
      (sum, { successes, fee }) => sum + successes * (((terms.reward - fee) * settings.matcherBps) / FULL_BPS),
      0n,
    );
  }

  function release(job: JobState, account: string, amount: bigint): void {
    if (amount === 0n) return;
    const { currency } = job.terms;
    job.left -= amount;
    movements.credits.push({ currency, account, amount });
    movements.holds.push({ market, currency, amount: -amount });
  }

  function check(subject: string, wanted: bigint | string, found: bigint | string): void {
    findings.push(...compare(subject, wanted, found));
  }
}

function newSlot(processor: number, fee: bigint): SlotState {
  const counts = { next: 0n, successes: 0n, failures: 0n, undecided: 0n, collected: 0n };
  return { processor, fee, isAcknowledged: false, ...counts };
}

function slotOf(job: JobState, index: bigint): SlotState {
  const slot = job.slots[Number(index)];
  if (!slot) throw new Error(`No event tells of a match of slot ${index} of ${nameOf(job)}.`);
  return slot;
}

function countUndecided(slot: SlotState | undefined, change: bigint): void {
  if (slot) slot.undecided += change;
}

/** What a slot's executions earned: see the table in docs/lifecycles/jobs.md. */
function earnedOf({ terms }: JobState, { fee, successes, failures, undecided }: SlotState): bigint {
  const failureFee = terms.failureFee < fee ? terms.failureFee : fee;
  const { gasFee, kind } = terms.destination;
  const refused = kind === DestinationKind.SameChain ? undecided * (failureFee + gasFee) : 0n;
  return successes * (fee + gasFee) + failures * failureFee + refused;
}

function nameOf({ id }: JobState): string {
  return `job ${id.slice(0, 10)}`;
}
