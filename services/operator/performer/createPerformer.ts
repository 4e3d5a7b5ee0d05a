import type { Signer } from "ethers";

import { signTask } from "../../../sdk/attestation/signTask.ts";
import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { callExecutionService } from "../../avs-kit/callExecutionService.ts";
import { createReasonLog } from "../../createReasonLog.ts";
import { explainFailure } from "../../explainFailure.ts";
import type { Logger } from "../../logger.ts";
import { retryDelay } from "../../retryDelay.ts";
import type { AttestationChain } from "../chain/attestationChain.ts";
import { type SignedTask, signedTask } from "../tasks/signedTask.ts";
import { TaskRefusedError } from "../tasks/taskRefusedError.ts";
import type { Firing, Trigger } from "../triggers/trigger.ts";
import type { JobJournal, RememberedJob } from "./createJobJournal.ts";
import type { PerformerSettings } from "./performerSettings.ts";
import { sendTask } from "./sendTask.ts";
import { SendTaskError } from "./sendTaskError.ts";

/** Jobs that ended, whose firings are not acted on again. */
const MAX_ENDED = 8_192;

/** What a performer needs. */
export interface CreatePerformerParameters {
  readonly client: MusterClient;
  /** The operator's controller. */
  readonly signer: Signer;
  readonly chain: AttestationChain;
  readonly journal: JobJournal;
  readonly triggers: readonly Trigger[];
  /** Hands a task to the node's own aggregator, where there is one. */
  readonly acceptTask?: ((task: SignedTask) => Promise<string>) | undefined;
  /** Our controller address, checksummed. */
  readonly self: () => string;
  readonly settings: PerformerSettings;
  readonly logger: Logger;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  readonly stopping: AbortSignal;
}

/** How a performer is doing. */
export interface PerformerHealth {
  readonly openTasks: number;
  /** Why each job, or each trigger, waits. */
  readonly waiting: Readonly<Record<string, string>>;
  /** Firings, by how they ended. */
  readonly ended: Readonly<Record<string, number>>;
}

/** Performs tasks when it is time, and hands them to an aggregator. */
export interface Performer {
  /** Asks the triggers, and does what is due. */
  work(): Promise<void>;
  /** A task was found on-chain. */
  decided(id: string, isApproved: boolean): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  health(): PerformerHealth;
}

/** A firing that is acted on. */
interface Job {
  readonly id: string;
  readonly trigger: Trigger;
  readonly firing: Firing;
  readonly at: number;
  task: SignedTask | undefined;
  failures: number;
  nextAt: number;
  /** Whether an aggregator has it. */
  isSent: boolean;
  sends: number;
  waitsFor: string;
}

/**
 * Creates a performer.
 *
 * A firing is on the disk before it is acted on, and what was executed and signed is sent again rather than executed
 * again: a restart neither loses a task nor performs it twice.
 */
export function createPerformer(parameters: CreatePerformerParameters): Performer {
  const { client, signer, chain, journal, triggers, acceptTask, self, settings, logger, now, stopping } = parameters;
  const reasons = createReasonLog(logger);
  const jobs = new Map<string, Job>();
  const ended = new Set<string>();
  const endings = new Map<string, number>();
  const running = new Map<string, Promise<void>>();
  const signing = { ...client, runner: signer };
  for (const remembered of journal.jobs) recall(remembered);

  function recall({ job, trigger: name, firing, at, executed }: RememberedJob): void {
    const trigger = triggers.find((each) => each.name === name);
    if (trigger === undefined) {
      logger.warn({ event: "triggerGone", job, trigger: name }, "A job waits for a trigger that is not set any more");
      return;
    }
    const task = executed === undefined ? undefined : signedTask(chain.network, executed.info, executed.signature);
    jobs.set(job, jobOf(job, trigger, firing, at, task));
  }

  function jobOf(id: string, trigger: Trigger, firing: Firing, at: number, task?: SignedTask): Job {
    const none = { failures: 0, nextAt: 0, isSent: false, sends: 0, waitsFor: "begun" };
    return { id, trigger, firing, at, task, ...none };
  }

  /* TRIGGERS */

  async function work(): Promise<void> {
    for (const trigger of triggers) {
      await look(trigger).catch((error: unknown) => {
        const reason = explainFailure(error).text;
        reasons.waits(trigger.name, reason, { trigger: trigger.name }, "Could not ask a trigger; will ask again");
      });
    }
    for (const job of [...jobs.values()]) advance(job);
  }

  async function look(trigger: Trigger): Promise<void> {
    const { name } = trigger;
    const cursor = journal.cursorOf(name);
    const free = settings.maxConcurrent - [...jobs.values()].filter(({ isSent }) => !isSent).length;
    const found = await trigger.look({ head: chain.head(), now: now(), cursor, free, signal: stopping });
    reasons.forget(name);
    const fresh = found.firings.filter(({ key }) => !jobs.has(idOf(name, key)) && !ended.has(idOf(name, key)));
    const ours: Job[] = [];
    for (const firing of fresh) {
      const job = jobOf(idOf(name, firing.key), trigger, firing, now());
      if (await isOurTurn(job)) ours.push(job);
      else note(job, "notElected");
    }
    const remembered = ours.map(({ id: job, firing, at }) => ({ job, trigger: name, firing, at, executed: undefined }));
    await journal.keep(name, remembered, found.cursor);
    for (const job of ours) {
      jobs.set(job.id, job);
      const fields = { event: "triggered", job: job.id, taskDefinitionId: trigger.taskDefinitionId };
      logger.info(fields, "A task is to be performed");
    }
    await trigger.kept?.(found.firings.map(({ key }) => key));
  }

  function idOf(trigger: string, key: string): string {
    return `${trigger}/${key}`;
  }

  /** By the block that the firing belongs to, so that all nodes agree on one of them. */
  async function isOurTurn({ trigger, firing }: Job): Promise<boolean> {
    const definition = await chain.definitionOf(trigger.taskDefinitionId);
    const election = trigger.election ?? definition?.election;
    if (definition === undefined || election === undefined) return true;
    const committee = await chain.currentCommitteeOf(definition.pool);
    const view = await chain.committeeOf(committee);
    const operator = await chain.operatorOf(self());
    const seat = view?.seats.findIndex((each) => each.operator === operator) ?? -1;
    const leader = await chain.leaderAt(election, definition.id, committee, firing.block ?? chain.head() + 1);
    if (seat < 0 || leader !== seat) return false;
    return chain.isLeader(election, definition.id, committee, seat);
  }

  /* JOBS */

  function advance(job: Job): void {
    if (running.has(job.id) || now() < job.nextAt || stopping.aborted) return;
    if (now() - job.at >= settings.taskLifetimeMs) return void finish(job, `gaveUp: ${job.waitsFor}`);
    if (!job.isSent && running.size >= settings.maxConcurrent) return waits(job, "busy");
    const run = step(job)
      .catch((error: unknown) => postpone(job, error))
      .finally(() => running.delete(job.id));
    running.set(job.id, run);
  }

  async function step(job: Job): Promise<void> {
    job.task ??= await execute(job);
    const { id } = job.task;
    const status = await chain.statusOf(id);
    if (status !== "None") return finish(job, status);
    await send(job, job.task);
    job.isSent = true;
    job.failures = 0;
    job.nextAt = now() + settings.resendMs;
    waits(job, "sent", id);
  }

  async function execute({ id: job, trigger, firing }: Job): Promise<SignedTask> {
    const { taskDefinitionId } = trigger;
    const { executionUrl: url, executionTimeoutMs: timeoutMs } = settings;
    const { input } = firing;
    const done = await callExecutionService({ url, timeoutMs, taskDefinitionId, input, signal: stopping });
    const info = { proofOfTask: done.proofOfTask, data: done.data, taskPerformer: self(), taskDefinitionId };
    const task = signedTask(chain.network, info, await signTask(signing, { info }));
    await journal.execute(job, task);
    logger.info({ event: "performed", job, taskId: task.id, taskDefinitionId }, "Performed a task");
    return task;
  }

  /** One aggregator after the other, each time it is sent. */
  async function send(job: Job, task: SignedTask): Promise<void> {
    const { aggregators, sendTimeoutMs: timeoutMs } = settings;
    const ways = [...(acceptTask === undefined ? [] : ["itself"]), ...aggregators];
    const url = ways[job.sends++ % Math.max(1, ways.length)];
    if (url === undefined) throw new SendTaskError("no aggregator", "none is set", "noAggregator");
    if (url === "itself") await acceptTask?.(task);
    else await sendTask({ url, task, timeoutMs, signal: stopping });
    logger.info({ event: "taskSent", job: job.id, taskId: task.id, aggregator: url }, "An aggregator has the task");
  }

  function postpone(job: Job, error: unknown): void {
    if (stopping.aborted) return;
    if (error instanceof TaskRefusedError && error.refusal === "alreadySubmitted") return void (job.nextAt = 0);
    job.failures++;
    job.nextAt = now() + retryDelay(job.failures);
    waits(job, explainFailure(error).text);
  }

  function decided(id: string, isApproved: boolean): void {
    for (const job of jobs.values()) {
      if (job.task?.id === id) void finish(job, isApproved ? "Approved" : "Rejected");
    }
  }

  async function finish(job: Job, outcome: string): Promise<void> {
    if (!jobs.delete(job.id)) return;
    reasons.forget(job.id);
    note(job, outcome.startsWith("gaveUp") ? "gaveUp" : outcome);
    logger.info({ event: "jobEnded", job: job.id, taskId: job.task?.id, outcome }, "A job has ended");
    await journal.end(job.id, outcome).catch((error: unknown) => {
      logger.error({ event: "journalFailed", reason: String(error) }, "Could not remember the end of a job");
    });
  }

  function note({ id }: Job, outcome: string): void {
    ended.add(id);
    const [oldest] = ended;
    if (ended.size > MAX_ENDED && oldest !== undefined) ended.delete(oldest);
    endings.set(outcome, (endings.get(outcome) ?? 0) + 1);
  }

  async function idle(): Promise<void> {
    while (running.size > 0) await Promise.all(running.values());
  }

  function waits(job: Job, reason: string, detail = ""): undefined {
    job.waitsFor = detail === "" ? reason : `${reason}: ${detail}`;
    const fields = { job: job.id, taskDefinitionId: job.trigger.taskDefinitionId, detail };
    reasons.waits(job.id, job.waitsFor, fields, "Where a job stands");
  }

  function health(): PerformerHealth {
    const waiting = { ...reasons.reasons(), ...Object.fromEntries([...jobs].map(([id, job]) => [id, job.waitsFor])) };
    return { openTasks: jobs.size, waiting, ended: Object.fromEntries(endings) };
  }

  return { work, decided, idle, health };
}
