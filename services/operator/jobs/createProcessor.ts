import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { ContractTransaction, TransactionReceipt } from "ethers";

import { JOB_STATUSES } from "../../../sdk/jobs/jobStatus.ts";
import { readJobRecord } from "../../../sdk/jobs/readJobRecord.ts";
import { createReasonLog } from "../../createReasonLog.ts";
import { createTicker, type TickerHealth } from "../../createTicker.ts";
import { createTransactor } from "../../createTransactor.ts";
import { explainFailure } from "../../explainFailure.ts";
import { type ChainEvent, createEventFollower, type EventFollower } from "../chain/createEventFollower.ts";
import { lockDataDir } from "../lockDataDir.ts";
import { createAcceptor } from "./createAcceptor.ts";
import { createAdvertiser } from "./createAdvertiser.ts";
import { createCloser } from "./createCloser.ts";
import { createExecutionJournal } from "./createExecutionJournal.ts";
import { createExecutor } from "./createExecutor.ts";
import { createScriptShelf } from "./createScriptShelf.ts";
import { createSecretsDoor, type ExpectedSecrets } from "./createSecretsDoor.ts";
import { createSecretsShelf } from "./createSecretsShelf.ts";
import type { JobEntry, JobTools } from "./jobEntry.ts";
import type { ProcessorRole } from "./processorRole.ts";
import { readSlotView } from "./readSlotView.ts";
import { closesAt, type MarketTimes, opensAt, slotScheduleOf } from "./slotSchedule.ts";

/** Blocks that are read again each time, since they may still be replaced. */
const OVERLAP_BLOCKS = 8;
const MATCHED = BigInt(JOB_STATUSES.indexOf("Matched"));
const ASSIGNED = BigInt(JOB_STATUSES.indexOf("Assigned"));
const POLL_INTERVAL_MS = 1_000;
/** Events that are known again; more than a few blocks have. */
const MOST_HEARD = 4_096;
/** What mined reports say, by their event. */
const OUTCOMES: Readonly<Record<string, string>> = {
  ExecutionSucceeded: "succeeded",
  ExecutionFailed: "failed",
  ExecutionRefused: "refused",
};

/** How a processor is doing. */
export interface ProcessorHealth extends TickerHealth {
  /** 0 before the chain was reached, or where the account is no operator. */
  readonly operator: number;
  /** `eligible`, or what keeps it from being matched. */
  readonly standing: string;
  /** Jobs that it has a slot of. */
  readonly openTasks: number;
  /** Scripts, deliveries and fetches under way. */
  readonly running: number;
  /** Executions since the start by how they ended: `succeeded`, `failed`, `refused` by a contract, or `late`. */
  readonly executions: Readonly<Record<string, number>>;
  /** Milliseconds by which this machine's clock is ahead of the newest block. */
  readonly skewMs: number;
  /** Why jobs wait, by id; `offer` is the advertisement. */
  readonly waiting: Readonly<Record<string, string>>;
}

/** A running processor. */
export interface Processor {
  /** Resolves once the processor is ready (or was stopped before); goes on in the background. */
  start(): Promise<void>;
  /**
   * Resolves when nothing is under way any more. Scripts have a while to finish; those that do not are called off, and
   * will be reported as failed. A processor does not start twice.
   */
  stop(): Promise<void>;
  health(): ProcessorHealth;
  /** Looks at the chain once and starts what is due. Never rejects: failures go to the log and to `health`. */
  tick(): Promise<void>;
  /** Resolves when no script, delivery or fetch is under way. */
  idle(): Promise<void>;
  /** Where consumers bring secrets; nothing without a door, or before the start. */
  doorUrl(): string | undefined;
}

interface Tracked {
  slot: number;
  isStale: boolean;
  entry: JobEntry | undefined;
}

/**
 * Creates the processor of one operator: it advertises, acknowledges the jobs that it can run, runs them at their time,
 * delivers what they put out, reports, and brings them to their end.
 *
 * What it has promised follows from the chain, and what it has begun is on its disk, so it may crash anywhere.
 *
 * @throws {DataDirTakenError} when another processor has the folder.
 */
export function createProcessor(role: ProcessorRole): Processor {
  const { client, signer, terms, dataDir, logger, signal, pollIntervalMs = POLL_INTERVAL_MS } = role;
  const { clock = Date.now, encryptionSecret } = role;
  const { provider, jobs, deployment } = client;
  const unlock = lockDataDir(dataDir);
  const journal = createExecutionJournal({ dir: join(dataDir, "slots") });
  const scripts = createScriptShelf({
    ...terms.content,
    allowsPrivateNetwork: terms.allowsPrivateNetwork,
    dir: join(dataDir, "scripts"),
  });
  const secrets = createSecretsShelf({ dir: join(dataDir, "secrets") });
  const transactor = createTransactor({ provider, signer });
  const reasons = createReasonLog(logger);
  const ticker = createTicker({ provider, logger, prepare, work, signal, pollIntervalMs });
  const callingOff = new AbortController();
  const tracked = new Map<string, Tracked>();
  const running = new Map<string, Promise<void>>();
  const heard = new Set<string>();
  const jobOfKey = new Map<string, string>();
  const ended: Record<string, number> = { succeeded: 0, failed: 0, refused: 0 };
  let times: MarketTimes | undefined;
  let follower: EventFollower | undefined;
  let scannedFor = 0;
  let blockMs = 0;
  let skewMs = 0;
  let url: string | undefined;
  let alarm: NodeJS.Timeout | undefined;

  const advertiser = createAdvertiser({
    ...role,
    send: (key, transaction) => transmit(key, transaction),
    isSending: transactor.isUnderWay,
    waits,
    forget: reasons.forget,
  });
  const tools: JobTools = {
    client,
    signer,
    terms,
    logger,
    self: advertiser.operator,
    now,
    blockTime: () => blockMs,
    send,
    isSending: transactor.isUnderWay,
    begin,
    isUnderWay: (key) => running.has(key),
    waits,
    stopping: ticker.stopping,
    callingOff: callingOff.signal,
  };
  const { device, elsewhere } = role;
  const parts = { ...tools, scripts, secrets, journal, encryptionSecret, device, elsewhere };
  const acceptor = createAcceptor({ ...parts, ackWindow: () => Number(times?.ackWindow ?? 0n) });
  const executor = createExecutor(parts);
  const closer = createCloser(tools);
  const door = buildDoor();

  /* LIFE */

  function buildDoor() {
    if (role.door === undefined || encryptionSecret === undefined) return undefined;
    const home = { homeChainId: deployment.chainId, market: deployment.addresses.jobs };
    const { operator: self } = advertiser;
    return createSecretsDoor({ ...role.door, home, encryptionSecret, shelf: secrets, self, expects, logger });
  }

  async function start(): Promise<void> {
    url = await door?.start();
    if (url !== undefined) logger.info({ event: "doorOpen", url }, "Taking secrets from consumers");
    await ticker.start();
  }

  async function stop(): Promise<void> {
    clearTimeout(alarm);
    const ending = ticker.stop();
    const finished = new AbortController();
    await Promise.race([
      ending.then(idle),
      sleep(terms.stopGraceMs, undefined, { signal: finished.signal }).catch(() => undefined),
    ]);
    finished.abort();
    callingOff.abort();
    await ending;
    await idle();
    await door?.stop();
    unlock();
  }

  async function idle(): Promise<void> {
    while (running.size > 0) await Promise.all(running.values());
  }

  async function prepare(): Promise<void> {
    const { ackWindow, reportTolerance, receiptWindow } = await jobs.settings();
    times = { ackWindow, reportTolerance, receiptWindow };
    const head = await provider.getBlockNumber();
    follower ??= createEventFollower({
      provider,
      address: deployment.addresses.jobs,
      abi: jobs.interface,
      events: ["SlotMatched", "JobMoved", "ExecutionsMissed"],
      from: Math.max(deployment.fromBlock, head - OVERLAP_BLOCKS),
      overlap: OVERLAP_BLOCKS,
      hear,
    });
    await advertiser.work(head);
    const fields = { controller: await signer.getAddress(), operator: advertiser.operator(), roles: ["processor"] };
    logger.info({ event: "ready", ...fields }, "Ready to run jobs");
  }

  function health(): ProcessorHealth {
    return {
      ...ticker.health(),
      operator: advertiser.operator(),
      standing: advertiser.standing(),
      openTasks: tracked.size,
      running: running.size,
      executions: { ...ended, late: executor.late() },
      skewMs,
      waiting: reasons.reasons(),
    };
  }

  /* WORK */

  function now(): number {
    return clock(blockMs);
  }

  async function work(head: number): Promise<void> {
    const block = await provider.getBlock(head);
    if (block !== null) blockMs = block.timestamp * 1_000;
    skewMs = Date.now() - blockMs;
    for (const { key, isSuccess, receipt } of await transactor.collect(head)) note(key, isSuccess, receipt);
    await advertiser.work(head);
    await scan();
    await follower?.read(head);
    for (const [id, one] of tracked) {
      if (ticker.stopping.aborted) return;
      await advance(id, one).catch((error: unknown) => waits(id, explainFailure(error).text, "Could not go on"));
    }
    setAlarm();
  }

  function note(key: string, isSuccess: boolean, { logs }: TransactionReceipt): void {
    const one = tracked.get(jobOfKey.get(key) ?? "");
    if (one !== undefined) one.isStale = true;
    jobOfKey.delete(key);
    if (!isSuccess) logger.warn({ event: "reverted", key }, "A transaction was reverted; looking again");
    if (!key.startsWith("report ")) return;
    for (const log of logs) {
      const outcome = OUTCOMES[jobs.interface.parseLog(log)?.name ?? ""];
      if (outcome !== undefined) ended[outcome] = (ended[outcome] ?? 0) + 1;
    }
  }

  /** Whatever the operator was ever matched to, once: the chain knows it, also where a disk was lost. */
  async function scan(): Promise<void> {
    const operator = advertiser.operator();
    if (operator === 0 || scannedFor === operator) return;
    const matches = await jobs.queryFilter(jobs.filters.SlotMatched(undefined, operator), deployment.fromBlock);
    const slots = new Map(matches.map(({ args }) => [args.id, Number(args.slot)]));
    for (const [id, slot] of slots) {
      const { status } = await jobs.jobOf(id);
      if (status === MATCHED || status === ASSIGNED) track(id, slot);
    }
    scannedFor = operator;
  }

  function track(id: string, slot: number): void {
    const known = tracked.get(id);
    if (known === undefined) tracked.set(id, { slot, isStale: true, entry: undefined });
    else if (known.slot === slot) known.isStale = true;
    else Object.assign(known, { slot, isStale: true, entry: undefined });
  }

  /** The newest blocks are read at each look; what was heard there is not news. */
  function hear({ name, args, block, transaction, logIndex }: ChainEvent): void {
    const mark = `${block} ${transaction} ${logIndex}`;
    if (heard.has(mark)) return;
    heard.add(mark);
    const [oldest] = heard;
    if (heard.size > MOST_HEARD && oldest !== undefined) heard.delete(oldest);
    const id = String(args.id);
    const isOurs = Number(args.processor) === advertiser.operator() && advertiser.operator() !== 0;
    if (name === "SlotMatched" && isOurs) track(id, Number(args.slot));
    const one = tracked.get(id);
    if (one !== undefined) one.isStale = true;
  }

  async function advance(id: string, one: Tracked): Promise<void> {
    const entry = await look(id, one);
    const { view } = entry;
    const isOurs = view.processor === advertiser.operator();
    if (view.stored === "Matched" && isOurs)
      return view.status === "Open" ? closer.release(entry) : acceptor.work(entry);
    if (view.stored !== "Assigned" || !isOurs) return forget(id, entry);
    await executor.work(entry);
    await closer.work(entry);
  }

  async function look(id: string, one: Tracked): Promise<JobEntry> {
    const { entry } = one;
    if (entry !== undefined && !one.isStale && !mayHaveMoved(entry)) return entry;
    one.isStale = false;
    try {
      const record = entry?.record ?? (await readJobRecord(client, { id }));
      const view = await readSlotView(client, record, one.slot);
      const schedule = slotScheduleOf({ ...view, terms: record.terms }, times!);
      const book = entry?.book ?? journal.open(id, one.slot);
      const since = { passed: 0, overSince: undefined, collectedAt: undefined };
      const { passed, overSince, collectedAt } = entry ?? since;
      one.entry = { record, view, schedule, book, passed, overSince, collectedAt };
      return one.entry;
    } catch (error) {
      one.isStale = true;
      throw error;
    }
  }

  /** Others' deeds, and the clock, move a job that is not acknowledged by all yet, or that is over for us. */
  function mayHaveMoved({ view, schedule }: JobEntry): boolean {
    return view.stored === "Matched" || view.next >= schedule.count || now() >= closesAt(schedule, schedule.count - 1);
  }

  async function forget(id: string, { record, view }: JobEntry): Promise<void> {
    tracked.delete(id);
    reasons.forget(id);
    journal.drop(id);
    secrets.drop(id);
    const others = [...tracked.values()].map(({ entry }) => entry?.record.terms.script);
    if (!others.includes(record.terms.script)) await scripts.drop(record);
    logger.info({ event: "jobOver", job: id, status: view.stored }, "A job is over for this processor");
  }

  /** The next look comes when the next execution starts, where that is sooner than the next look would be. */
  function setAlarm(): void {
    clearTimeout(alarm);
    const starts = [...tracked.values()].flatMap(({ entry }) => (entry === undefined ? [] : [nextStart(entry)]));
    const soonest = Math.min(...starts) - now();
    if (soonest <= 0 || soonest >= pollIntervalMs || ticker.stopping.aborted) return;
    alarm = setTimeout(() => void ticker.tick(), soonest);
  }

  function nextStart({ schedule, book, passed }: JobEntry): number {
    const execution = Math.max(passed, (book.records.at(-1)?.execution ?? -1) + 1);
    return execution < schedule.count ? opensAt(schedule, execution) : Infinity;
  }

  /* TOOLS */

  function expects(job: string): ExpectedSecrets | undefined {
    const entry = tracked.get(job)?.entry;
    if (entry === undefined) return undefined;
    const { record, view, book, schedule } = entry;
    const hasBegun = view.next > 0 || book.records.length > 0 || now() >= schedule.start;
    return { consumer: record.terms.consumer, hasBegun };
  }

  async function send(key: string, job: string, transaction: ContractTransaction): Promise<void> {
    jobOfKey.set(key, job);
    await transmit(key, transaction);
  }

  async function transmit(key: string, transaction: ContractTransaction): Promise<void> {
    const hash = await transactor.send(key, transaction);
    logger.info({ event: "sent", key, hash }, "Sent a transaction");
  }

  function begin(key: string, job: string, action: () => Promise<void>): void {
    if (running.has(key)) return;
    const going = action()
      .catch((error: unknown) => waits(job, explainFailure(error).text, "Could not go on with a job; will try again"))
      .finally(() => running.delete(key));
    running.set(key, going);
  }

  function waits(subject: string, reason: string, message: string): void {
    reasons.waits(subject, reason, { subject }, message);
  }

  return { start, stop, health, tick: () => ticker.tick(), idle, doorUrl: () => url };
}
