import { type Signer, ZeroAddress } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { countExecutions } from "../../sdk/jobs/countExecutions.ts";
import type { JobTerms } from "../../sdk/jobs/jobTerms.ts";
import { createLedger, type LedgerEntry } from "../createLedger.ts";
import { createReasonLog } from "../createReasonLog.ts";
import { createTicker, type TickerHealth } from "../createTicker.ts";
import { createTransactor, type MinedTransaction } from "../createTransactor.ts";
import { explainFailure } from "../explainFailure.ts";
import type { Logger } from "../logger.ts";
import { commitMatch } from "./commitMatch.ts";
import { createBackoff } from "./createBackoff.ts";
import { createLogJournal } from "./createLogJournal.ts";
import { createMarketBook } from "./createMarketBook.ts";
import { createProcessorBook } from "./createProcessorBook.ts";
import { describeJob, type JobDescription } from "./describeJob.ts";
import { explainMatch } from "./explainMatch.ts";
import type { MatchOutcome, SlotChoice } from "./findMatch.ts";
import { incomeOfMatch, incomeOfUpkeep } from "./incomeOf.ts";
import { lostMatch } from "./lostMatch.ts";
import type { MarketJob } from "./marketJob.ts";
import type { MarketTerms } from "./marketTerms.ts";
import { MATCHER_WORK, type MatcherWork } from "./matcherWork.ts";
import type { MatchRequest } from "./matchRequest.ts";
import { type PlannedMatch, planMatches } from "./planMatches.ts";
import { type Upkeep, upkeepOf } from "./upkeepOf.ts";

/** What a matcher needs. */
export interface CreateMatcherParameters {
  readonly client: MusterClient;
  /** Pays for the transactions and is paid the shares; nothing else should use its nonces. */
  readonly signer: Signer;
  /** Least that a transaction must bring beyond its gas, in wei; negative ones are a donation. */
  readonly minimumProfit: bigint;
  /** Most that may have been spent on gas beyond what was collected, in wei; nothing is sent beyond it. */
  readonly budget: bigint;
  /** Matches on their way at one time. */
  readonly maxConcurrent: number;
  /** How often a job is matched at most whose processors decline or do not answer. */
  readonly maxRounds: number;
  /** Whether it brings jobs on and ends them also where that pays nothing. */
  readonly upkeep: boolean;
  /** Currencies whose credit is paid out, and from how much of it on, in the smallest unit. */
  readonly collect: Readonly<Record<string, bigint>>;
  /** File of the cursor and of what lives; without it, a restart reads the chain from the deployment on. */
  readonly journalPath?: string | undefined;
  readonly logger: Logger;
  /** Stops the matcher when it aborts. */
  readonly signal?: AbortSignal;
  /** Milliseconds between looks at the chain; 1,000 by default. */
  readonly pollIntervalMs?: number;
}

/** Why an open job is not matched. */
export type Unmatched = Extract<MatchOutcome, { isMatched: false }>;

/** How a matcher is doing. */
export interface MatcherHealth extends TickerHealth {
  /** Jobs that are not over. */
  readonly openTasks: number;
  readonly jobsByStatus: Readonly<Record<string, number>>;
  /** Processors that advertise. */
  readonly processors: number;
  /** Open jobs that nobody can be found for, by id. */
  readonly unmatched: Readonly<Record<string, Unmatched>>;
  readonly ledger: Readonly<Record<MatcherWork, LedgerEntry>>;
  /** Collected less spent, in wei. */
  readonly profit: bigint;
  /** Why jobs wait, by id. */
  readonly waiting: Readonly<Record<string, string>>;
}

/** A running part of the system that gives jobs their processors. */
export interface Matcher {
  /** Resolves once the matcher is ready (or was stopped before); goes on in the background. */
  start(): Promise<void>;
  /** Resolves when nothing is under way any more. What was sent stays sent. A matcher does not start twice. */
  stop(): Promise<void>;
  health(): MatcherHealth;
  /** What is known of a job, and why nobody takes it; nothing of a job that is not known, or long over. */
  explain(id: string): JobDescription | undefined;
  /** Looks at the chain once and sends what is due. Never rejects: failures go to the log and to `health`. */
  tick(): Promise<void>;
}

type Call = Parameters<ReturnType<typeof createTransactor>["send"]>[1];
/** A match that was sent. */
type SentMatch = Pick<PlannedMatch, "request"> & { readonly slots: readonly SlotChoice[] };

/**
 * Creates a matcher: it gives each open job the cheapest processors that break no rule, brings matched jobs on, and
 * collects its share.
 *
 * What it must do follows from the chain, so it may crash anywhere. Several of them do no harm: each simulates before it
 * sends, and who comes second notes it and goes on.
 */
export function createMatcher(parameters: CreateMatcherParameters): Matcher {
  const { client, signer, minimumProfit, budget, maxConcurrent, maxRounds, upkeep: doesUpkeep } = parameters;
  const { collect: thresholds, logger, signal, pollIntervalMs } = parameters;
  const { provider, jobs: market, escrow, registry, deployment } = client;
  const journal = createLogJournal(parameters.journalPath, {
    chainId: deployment.chainId,
    market: deployment.addresses.jobs,
  });
  const processors = createProcessorBook(client);
  const book = createMarketBook(client, journal, processors.mark);
  const transactor = createTransactor({ provider, signer });
  const reasons = createReasonLog(logger);
  const ledger = createLedger(MATCHER_WORK);
  const backoff = createBackoff();
  const ticker = createTicker({ provider, logger, prepare, work, signal, pollIntervalMs });
  const sent = new Map<string, SentMatch>();
  /** Credit that is being paid out, by currency. */
  const collecting = new Map<string, bigint>();
  /** What each open job came to when it was looked at last. */
  const outcomes = new Map<string, MatchOutcome>();
  let terms: MarketTerms;
  let self = "";
  let isStakeNative = false;
  /** The newest block's time, in milliseconds. */
  let now = 0n;
  let gasPrice = 0n;

  /* LIFE */

  async function prepare(): Promise<void> {
    const [settings, account, stakeCurrency] = await Promise.all([
      market.settings(),
      signer.getAddress(),
      registry.stakeCurrency(),
    ]);
    terms = settings;
    self = account;
    isStakeNative = stakeCurrency === ZeroAddress;
    logger.info({ event: "ready", account, from: book.next(), upkeep: doesUpkeep }, "Ready to match jobs");
  }

  function health(): MatcherHealth {
    const jobs = book.jobs();
    const jobsByStatus: Record<string, number> = {};
    for (const { status } of jobs) jobsByStatus[status] = (jobsByStatus[status] ?? 0) + 1;
    const unmatched = [...outcomes].filter((entry): entry is [string, Unmatched] => !entry[1].isMatched);
    return {
      ...ticker.health(),
      openTasks: jobs.length,
      jobsByStatus,
      processors: book.advertisers().size,
      unmatched: Object.fromEntries(unmatched),
      ledger: ledger.entries(),
      profit: ledger.profit(),
      waiting: reasons.reasons(),
    };
  }

  function explain(id: string): JobDescription | undefined {
    const job = book.jobOf(id.toLowerCase());
    return job && describeJob(job, outcomes.get(job.id), reasons.reasons()[job.id]);
  }

  async function work(head: number): Promise<void> {
    await processors.listen(head);
    await book.read(head);
    for (const mined of await transactor.collect(head)) recordMined(mined, head);
    const [block, fees] = await Promise.all([provider.getBlock(head), provider.getFeeData()]);
    now = BigInt(block?.timestamp ?? 0) * 1_000n;
    gasPrice = fees.gasPrice ?? fees.maxFeePerGas ?? 0n;
    forget();
    await match(head);
    await bringOn(head);
    await collect(head);
  }

  /** Drops what is remembered of jobs that are over, or open no longer. */
  function forget(): void {
    const statuses = new Map(book.jobs().map(({ id, status }) => [id, status]));
    for (const id of outcomes.keys()) if (statuses.get(id) !== "Open") outcomes.delete(id);
    for (const id of sent.keys()) if (!transactor.isUnderWay(`matchJob|${id}`)) sent.delete(id);
    for (const id of Object.keys(reasons.reasons())) if (!statuses.has(id)) reasons.forget(id);
    backoff.keep((key) => statuses.has(key.split("|")[1] ?? "") || key.startsWith("collect"));
  }

  /* MATCHES */

  async function match(head: number): Promise<void> {
    const open = book.jobs().filter((job) => job.status === "Open" && !sent.has(job.id) && !isPast(job.terms));
    if (open.length === 0) return;
    let states = await processors.states(book.advertisers());
    for (const { request, slots } of sent.values()) states = commitMatch(states, request, slots);
    const jobs = new Map(open.sort(compareWorth).map((job) => [requestOf(job), job]));
    for (const { request, outcome } of planMatches([...jobs.keys()], states)) {
      if (ticker.stopping.aborted) return;
      await consider(jobs.get(request)!, request, outcome, head);
    }
  }

  function requestOf({ terms: asked, details, unwilling }: MarketJob): MatchRequest {
    // The match lands a second later at least.
    const clock = { now: now + 1_000n, ackWindow: terms.ackWindow * 1_000n };
    return { terms: asked, named: details.processors, unwilling, clock };
  }

  function isPast({ schedule }: JobTerms): boolean {
    return now >= (schedule.startTime === 0n ? schedule.endTime : schedule.startTime);
  }

  async function consider(job: MarketJob, request: MatchRequest, outcome: MatchOutcome, head: number): Promise<void> {
    const { id } = job;
    outcomes.set(id, outcome);
    if (!outcome.isMatched) {
      const rules = outcome.broken.map(({ rule, processors: count }) => `${rule}: ${count}`).join(", ");
      const fields = { needed: outcome.needed, fitting: outcome.fitting, known: outcome.known, rules };
      return waits(id, outcome.isOverdue ? "overdue" : `unmatched ${rules}`, fields, explainMatch(outcome));
    }
    if (job.round >= maxRounds) return waits(id, "givenUp", { round: job.round }, "Nobody answered, too often");
    if (sent.size >= maxConcurrent) return waits(id, "tooManyAtOnce", {}, "Waiting for other matches to land");
    const slots = outcome.slots.map(({ processor, startDelay }) => ({ processor, startDelay }));
    const call = await market.matchJob.populateTransaction(id, request.terms, [...request.named], slots);
    const income = incomeOfMatch(job.terms, outcome.slots, terms);
    const isSent = await send({ work: "matchJob", id, call, income, mustPay: true, head }, (revert) => {
      if (lostMatch(revert) === "processor") for (const { processor } of slots) processors.mark(processor);
    });
    if (isSent) sent.set(id, { request, slots: outcome.slots });
  }

  /* UPKEEP */

  async function bringOn(head: number): Promise<void> {
    for (const job of book.jobs()) {
      const due = upkeepOf(job, terms, now);
      if (due.length === 0) continue;
      const stakes = await stakesOf(job);
      const situation = { market: terms, self, now, stakeOf: (operator: bigint) => stakes.get(operator) ?? 0n };
      for (const upkeep of due) {
        if (ticker.stopping.aborted) return;
        const income = incomeOfUpkeep(job, upkeep, situation);
        if (income === 0n && !doesUpkeep) {
          waits(job.id, `${upkeep.work}:unpaid`, {}, `Anybody may ${upkeep.work}; it pays nothing`);
          continue;
        }
        const call = await callOf(job, upkeep);
        const at = upkeep.work === "countMissed" ? `${job.id}|${upkeep.slot}` : job.id;
        await send({ work: upkeep.work, id: at, call, income, mustPay: !doesUpkeep, head });
      }
    }
  }

  async function stakesOf({ slots }: MarketJob): Promise<ReadonlyMap<bigint, bigint>> {
    if (!isStakeNative) return new Map();
    const found = slots.map(async ({ processor }) => [processor, await registry.slashableOf(processor)] as const);
    return new Map(await Promise.all(found));
  }

  async function callOf({ id, terms: asked }: MarketJob, upkeep: Upkeep): Promise<Call> {
    switch (upkeep.work) {
      case "releaseUnacknowledged":
        return market.releaseUnacknowledged.populateTransaction(id, asked);
      case "countMissed":
        return market.countMissed.populateTransaction(id, asked, upkeep.slot);
      case "settleJob":
        return market.settleJob.populateTransaction(id, asked);
      case "cancelJob":
        return market.cancelJob.populateTransaction(id, asked);
    }
  }

  /* MONEY */

  async function collect(head: number): Promise<void> {
    for (const [currency, threshold] of Object.entries(thresholds)) {
      const credit = await escrow.creditOf(self, currency);
      if (credit === 0n || credit < threshold) continue;
      const call = await escrow.withdraw.populateTransaction(currency, self, credit);
      if (await send({ work: "collect", id: currency, call, income: credit, mustPay: false, head })) {
        collecting.set(currency, credit);
      }
    }
  }

  /* TRANSACTIONS */

  /**
   * Sends a call, unless it is under way, does not pay, or failed a moment ago.
   *
   * @returns Whether it was sent.
   */
  async function send(sending: Sending, onRevert?: (revert: string | undefined) => void): Promise<boolean> {
    const { work: kind, id, call, income, head } = sending;
    const key = `${kind}|${id}`;
    if (transactor.isUnderWay(key) || !backoff.isOver(key, head) || isSpent(sending)) return false;
    try {
      const gas = await signer.estimateGas(call);
      if (!isWorth(sending, gas * gasPrice)) return false;
      const transactionHash = await transactor.send(key, call, gas);
      reasons.forget(subjectOf(sending));
      logger.info({ event: `${kind}Sent`, subject: id, transactionHash, income: income.toString() }, `Sent: ${kind}`);
      return true;
    } catch (error) {
      const { revert, text } = explainFailure(error);
      onRevert?.(revert?.name);
      backoff.fail(key, head);
      const fields = { work: kind, detail: text };
      if (lostMatch(revert?.name) !== undefined) noteLost(kind, id, text);
      else waits(subjectOf(sending), revert?.name ?? "failed", fields, `Could not ${kind}; will look again`);
      return false;
    }
  }

  /** Collecting is how a matcher comes to money again. */
  function isSpent(sending: Sending): boolean {
    if (sending.work === "collect" || -ledger.profit() <= budget) return false;
    const fields = { budget: budget.toString() };
    waits(subjectOf(sending), "budgetSpent", fields, "As much was spent on gas as may be");
    return true;
  }

  function isWorth(sending: Sending, cost: bigint): boolean {
    const { work: kind, income, mustPay } = sending;
    if (!mustPay || income - cost >= minimumProfit) return true;
    const fields = { work: kind, income: income.toString(), cost: cost.toString() };
    waits(subjectOf(sending), `${kind}:unprofitable`, fields, "It costs more gas than it brings");
    return false;
  }

  function recordMined({ key, isSuccess, cost, receipt }: MinedTransaction, head: number): void {
    const [kind, ...words] = key.split("|") as [MatcherWork, ...string[]];
    const { gasUsed } = receipt;
    if (!isSuccess) {
      for (const { processor } of sent.get(words[0] ?? "")?.slots ?? []) processors.mark(processor);
      backoff.fail(key, head);
      ledger.record(kind, { gasUsed, spent: cost });
      return noteLost(kind, words.join("|"), "the transaction was mined and failed");
    }
    backoff.succeed(key);
    const earned = kind === "collect" && words[0] === ZeroAddress ? (collecting.get(ZeroAddress) ?? 0n) : 0n;
    ledger.record(kind, { done: 1, gasUsed, spent: cost, earned });
    const fields = { event: `${kind}Done`, subject: words[0], cost: cost.toString(), earned: earned.toString() };
    logger.info({ ...fields, profit: ledger.profit().toString() }, `Done: ${kind}`);
  }

  function noteLost(kind: MatcherWork, subject: string, detail: string): void {
    ledger.record(kind, { lost: 1 });
    logger.info({ event: "raceLost", work: kind, subject, detail }, "Somebody else was faster");
  }

  function waits(subject: string, reason: string, fields: Record<string, unknown>, message: string): void {
    reasons.waits(subject, reason, { subject, ...fields }, message);
  }

  return { start: ticker.start, stop: ticker.stop, health, explain, tick: ticker.tick };
}

/** A call that may be sent. */
interface Sending {
  readonly work: MatcherWork;
  /** The job, and what distinguishes calls for it; or a currency. */
  readonly id: string;
  readonly call: Call;
  /** Wei. */
  readonly income: bigint;
  /** Whether it is sent only where it brings more than it costs. */
  readonly mustPay: boolean;
  readonly head: number;
}

/** The job or the currency that a call is about. */
function subjectOf({ id }: Sending): string {
  return id.split("|")[0] ?? id;
}

/** What may bring most comes first; of equal ones the older. */
function compareWorth(left: MarketJob, right: MarketJob): number {
  const worthOf = ({ terms: { reward, slots, schedule } }: MarketJob) => reward * slots * countExecutions(schedule);
  const [first, second] = [worthOf(left), worthOf(right)];
  if (first === second) return left.block - right.block;
  return first > second ? -1 : 1;
}
