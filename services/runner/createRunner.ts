import type { Signer } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { decodeTaskDefinition, type TaskDefinition } from "../../sdk/definitions/taskDefinition.ts";
import type { DrawnPosition } from "../../sdk/dispatch/drawOrder.ts";
import { commitmentOf } from "../../sdk/dispatch/commitmentOf.ts";
import { POSITION_LIMIT } from "../../sdk/dispatch/positionLimit.ts";
import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";
import { BaseError } from "../../sdk/errors/baseError.ts";
import { createReasonLog } from "../createReasonLog.ts";
import { createTicker, type TickerHealth } from "../createTicker.ts";
import { createTransactor, type MinedTransaction } from "../createTransactor.ts";
import { createDrawReader } from "../dispatch/createDrawReader.ts";
import { createTaskBook } from "../dispatch/createTaskBook.ts";
import { isPositionOut } from "../dispatch/isPositionOut.ts";
import { responseTime } from "../dispatch/responseTime.ts";
import { revealTime } from "../dispatch/revealTime.ts";
import { windowOf } from "../dispatch/windowOf.ts";
import { explainFailure } from "../explainFailure.ts";
import type { Logger } from "../logger.ts";
import { commitmentSalt } from "./commitmentSalt.ts";
import { ContentUnavailableError } from "./contentUnavailableError.ts";
import { createKindStatistics, type KindStatistics } from "./createKindStatistics.ts";
import { createResultJournal, type FinishedResult, type ResultJournal } from "./createResultJournal.ts";
import type { FetchLimits } from "./fetchContent.ts";
import { judgeTask } from "./judgeTask.ts";
import { type ExecuteProgram, prepareResult, type ProveResult } from "./prepareResult.ts";
import type { RunnerPolicy } from "./runnerPolicy.ts";
import { executeProgram as executeInSandbox } from "./sandbox/executeProgram.ts";
import { ProgramFailedError } from "./sandbox/programFailedError.ts";
import type { ProgramLimits } from "./sandbox/programLimits.ts";

/** Refusals after which a result will never be accepted; the runner passes, as far as it still can. */
const HOPELESS = new Set(["DispatchProofRefused", "DispatchResultRefused", "ResultSchemaMismatch"]);

/** What a runner needs. */
export interface CreateRunnerParameters {
  /** The suite, seen by the operator's controller. */
  readonly client: MusterClient;
  /** The controller; pays for the transactions, and nothing else should use its nonces. */
  readonly signer: Signer;
  /** At least 32 secret bytes, the same after every restart. They never reach the log. */
  readonly saltKey: Uint8Array;
  readonly policy: RunnerPolicy;
  readonly fetchLimits: FetchLimits;
  readonly programLimits: ProgramLimits;
  readonly logger: Logger;
  /** Runs programs; in the sandbox by default. */
  readonly executeProgram?: ExecuteProgram;
  /** Makes proofs; without it, tasks that want one are passed. */
  readonly proveResult?: ProveResult;
  /** Finished results; in memory by default, and then computed again after a restart. */
  readonly journal?: ResultJournal;
  /** Stops the runner when it aborts. */
  readonly signal?: AbortSignal;
  /** Milliseconds between looks at the chain; 1,000 by default. */
  readonly pollIntervalMs?: number;
  /** Milliseconds on any clock, for durations. */
  readonly now?: () => number;
}

/** How a runner is doing. */
export interface RunnerHealth extends TickerHealth {
  /** 0 before the chain was reached. */
  readonly operator: number;
  /** Tasks that are not over, whoever was drawn. */
  readonly openTasks: number;
  /** Programs under way. */
  readonly running: number;
  readonly statistics: Readonly<Record<string, KindStatistics>>;
  /** Why tasks wait, by id. */
  readonly waiting: Readonly<Record<string, string>>;
}

/** A running part of the system that does the work of dispatched tasks. */
export interface Runner {
  /** Resolves once the runner is ready (or was stopped before); goes on in the background. */
  start(): Promise<void>;
  /** Resolves when nothing is under way any more; programs are called off. A runner does not start twice. */
  stop(): Promise<void>;
  health(): RunnerHealth;
  /** Looks at the chain once and starts what is due. Never rejects: failures go to the log and to `health`. */
  tick(): Promise<void>;
  /** Resolves when no program is under way and its result is sent. */
  idle(): Promise<void>;
}

/** A task in which this runner has a turn. */
interface Turn {
  readonly task: TaskTimeline;
  readonly drawn: DrawnPosition;
  readonly answeredAt: number;
  readonly head: number;
  readonly deadline: number;
  /** The last block in which passing is free. */
  readonly freeUntil: number;
}

/**
 * Creates the runner of one operator.
 *
 * What it must do follows from the chain alone, so it may crash anywhere: a new one looks at each open task anew, with
 * pending transactions included, and computes again what the journal does not have.
 */
export function createRunner(parameters: CreateRunnerParameters): Runner {
  const { client, signer, saltKey, policy, logger } = parameters;
  const { executeProgram = executeInSandbox, proveResult, fetchLimits, programLimits } = parameters;
  const { journal = createResultJournal(), signal, pollIntervalMs, now = Date.now } = parameters;
  const { provider, dispatcher, registry } = client;

  const book = createTaskBook(client);
  const draws = createDrawReader(client);
  const transactor = createTransactor({ provider, signer });
  const reasons = createReasonLog(logger);
  const statistics = createKindStatistics();
  const ticker = createTicker({ provider, logger, prepare, work, signal, pollIntervalMs });
  const jobs = new Map<string, Promise<void>>();
  /** Why a task is passed, until it is. */
  const refused = new Map<string, string>();
  const gasSpent = new Map<string, number>();
  const settled = new Set<string>();
  let self = "";
  let operator = 0;

  /* LIFE */

  async function prepare(): Promise<void> {
    self = await signer.getAddress();
    operator = Number(await registry.operatorOf(self));
    if (operator === 0) {
      logger.warn({ event: "notRegistered", controller: self }, "This account is no operator and is never drawn");
    }
    logger.info({ event: "ready", controller: self, operator, kinds: policy.kinds }, "Ready to run tasks");
  }

  async function stop(): Promise<void> {
    await ticker.stop();
    await idle();
  }

  async function idle(): Promise<void> {
    while (jobs.size > 0) await Promise.all(jobs.values());
  }

  function health(): RunnerHealth {
    const openTasks = book.tasks().filter(({ status }) => status !== "Finalized").length;
    const waiting = reasons.reasons();
    return { ...ticker.health(), operator, openTasks, running: jobs.size, statistics: statistics.all(), waiting };
  }

  async function work(head: number): Promise<void> {
    await book.read(head);
    for (const mined of await transactor.collect(head)) recordMined(mined);
    for (const task of book.tasks()) {
      if (ticker.stopping.aborted) return;
      if (task.status === "Pending") await advance(task, head);
      else recordEnd(task);
    }
  }

  /* TURNS */

  async function advance(task: TaskTimeline, head: number): Promise<void> {
    const turn = await turnOf(task, head);
    if (turn === undefined || jobs.has(task.id) || isSending(task.id)) return;
    try {
      await takeTurn(turn);
    } catch (error) {
      postpone(task, error);
    }
  }

  async function turnOf(task: TaskTimeline, head: number): Promise<Turn | undefined> {
    const draw = await draws.drawOf(task, head);
    if (draw === undefined) return wait(task, "roundUnanswered", "Waiting for the randomness of the draw");
    const drawn = draw.positionOf(self);
    if (drawn === undefined || drawn.position >= POSITION_LIMIT) return undefined;

    const { position } = drawn;
    if (isPositionOut(task, position)) return over(task);
    if (head + 1 >= task.timeoutBlock) return wait(task, "timedOut", "The task is out of time");
    if (position >= windowOf(task))
      return wait(task, "outsideWindow", "Drawn behind the window; others have their turn");
    const { from, deadline } = responseTime(task, position, draw.answeredAt);
    const freeUntil = from + Math.floor((deadline - from) / 2);
    return { task, drawn, answeredAt: draw.answeredAt, head, deadline, freeUntil };
  }

  async function takeTurn(turn: Turn): Promise<void> {
    const { task } = turn;
    const reason = refused.get(task.id);
    if (reason !== undefined) return skip(turn, reason);
    const finished = journal.get(task.id);
    if (finished !== undefined) return send(turn, finished);
    if (hasCommitted(turn)) return begin(turn, decodeTaskDefinition(task.request.definition));
    if (isCommitPhaseOver(turn)) return refuse(turn, "commitPhaseOver");

    const definition = definitionOf(task);
    if (definition === undefined) return refuse(turn, "definitionInvalid");
    await judge(turn, definition);
  }

  async function judge(turn: Turn, definition: TaskDefinition): Promise<void> {
    const { task, head, deadline, freeUntil } = turn;
    const { maxFeePerGas, gasPrice } = await provider.getFeeData();
    const verdict = judgeTask({
      policy,
      definition,
      terms: task.request.terms,
      statistics: statistics.of(definition.kind),
      gasPrice: gasPrice ?? maxFeePerGas ?? 0n,
      blocksLeft: deadline - head,
      freeBlocksLeft: freeUntil - head,
      running: jobs.size,
      canProve: proveResult !== undefined,
    });
    if (verdict.kind === "skip") return refuse(turn, verdict.reason);
    if (verdict.kind === "wait") return wait(task, verdict.reason, "Waiting for a program to finish");
    begin(turn, definition);
  }

  /* PROGRAMS */

  function begin(turn: Turn, definition: TaskDefinition): void {
    const { id } = turn.task;
    logger.info({ event: "taskBegun", taskId: id, kind: definition.kind, ...placeOf(turn) }, "Running the program");
    const job = run(turn, definition).finally(() => jobs.delete(id));
    jobs.set(id, job);
  }

  /** Never rejects. */
  async function run(turn: Turn, definition: TaskDefinition): Promise<void> {
    const { task } = turn;
    const startedAt = now();
    try {
      const finished = await prepareResult({
        ...{ task, definition, executeProgram, proveResult, fetchLimits, programLimits },
        signal: ticker.stopping,
      });
      statistics.record(definition.kind, { type: "executed", durationMs: now() - startedAt });
      journal.put(task.id, finished);
      await send(turn, finished);
    } catch (error) {
      await handleFailure(turn, definition, error).catch((second: unknown) => postpone(task, second));
    }
  }

  async function handleFailure(turn: Turn, { kind }: TaskDefinition, error: unknown): Promise<void> {
    const { task, head, freeUntil } = turn;
    if (error instanceof ProgramFailedError && error.failure === "stopped") return;
    if (journal.get(task.id) !== undefined) return postpone(task, error);
    if (error instanceof ContentUnavailableError && head + 1 < freeUntil) {
      return wait(task, "contentUnavailable", error.message);
    }
    statistics.record(kind, { type: "failed" });
    const text = explainFailure(error).text;
    logger.warn({ event: "programFailed", taskId: task.id, kind, reason: text }, "The task has no result here");
    await refuse(turn, error instanceof BaseError ? error.code : text);
  }

  /* TRANSACTIONS */

  async function send(turn: Turn, finished: FinishedResult): Promise<void> {
    const { task, drawn, answeredAt, head } = turn;
    const { id, request } = task;
    const { result, proof } = finished;
    const claim = { position: drawn.position, hint: drawn.hint };
    if (!(await isOpen(turn))) return;
    if (request.terms.commitBlocks === 0) {
      const call = await dispatcher.submitResult.populateTransaction(id, request.terms, claim, result, proof);
      return transact(turn, "submit", call);
    }

    const salt = commitmentSalt(saltKey, id);
    const commitment = commitmentOf({ id, runner: self, result, salt });
    const made = task.commitments.find(({ position }) => position === drawn.position);
    if (made === undefined) {
      const call = await dispatcher.commitResult.populateTransaction(id, request.terms, claim, commitment);
      return transact(turn, "commit", call);
    }
    if (made.commitment !== commitment) return wait(task, "commitmentLost", "Another result was committed to");
    const { from, until } = revealTime(task, answeredAt);
    if (head + 1 < from) return wait(task, "commitPhase", "Committed; waiting for the others");
    if (head + 1 > until) return wait(task, "revealPhaseOver", "The time to reveal is over");
    const call = await dispatcher.revealResult.populateTransaction(id, request.terms, claim, result, proof, salt);
    return transact(turn, "reveal", call);
  }

  /** Asked of the pending state: what this account sent before a restart counts. */
  async function isOpen({ task, drawn }: Turn): Promise<boolean> {
    const [, progress] = await dispatcher.stateOf(task.id, { blockTag: "pending" });
    const isAt = (shift: number) => ((progress >> BigInt(shift + drawn.position)) & 1n) === 1n;
    const hasJustCommitted = isAt(120) && !task.commitments.some(({ position }) => position === drawn.position);
    return ![0, 40, 80].some(isAt) && !hasJustCommitted;
  }

  async function refuse(turn: Turn, reason: string): Promise<void> {
    refused.set(turn.task.id, reason);
    await skip(turn, reason);
  }

  async function skip(turn: Turn, reason: string): Promise<void> {
    const { task, drawn } = turn;
    if (hasCommitted(turn)) return wait(task, `committed:${reason}`, "Committed to a result that cannot be revealed");
    if (!(await isOpen(turn))) return;
    const claim = { position: drawn.position, hint: drawn.hint };
    await transact(turn, "skip", await dispatcher.skipTask.populateTransaction(task.id, claim), reason);
  }

  async function transact(turn: Turn, action: string, call: { to: string; data: string }, reason?: string) {
    const { id } = turn.task;
    try {
      const transactionHash = await transactor.send(`${id}:${action}`, call);
      const fields = { event: `${action}Sent`, taskId: id, transactionHash, ...placeOf(turn) };
      logger.info(reason === undefined ? fields : { ...fields, reason }, `Sent: ${action}`);
      reasons.forget(id);
    } catch (error) {
      if (!HOPELESS.has(explainFailure(error).revert?.name ?? "")) throw error;
      await refuse(turn, explainFailure(error).revert!.name);
    }
  }

  function isSending(id: string): boolean {
    return ["submit", "commit", "reveal", "skip"].some((action) => transactor.isUnderWay(`${id}:${action}`));
  }

  function postpone(task: TaskTimeline, error: unknown): void {
    const reason = explainFailure(error).text;
    logger.warn({ event: "turnPostponed", taskId: task.id, reason }, "Could not act on the task; will look again");
  }

  /* OUTCOMES */

  function recordMined({ key, isSuccess, receipt }: MinedTransaction): void {
    const [id = "", action = ""] = key.split(":");
    const task = book.tasks().find((known) => known.id === id);
    if (!isSuccess) {
      const fields = { event: "transactionFailed", taskId: id, action, transactionHash: receipt.hash };
      logger.warn(fields, "A transaction was mined and failed; will look again");
      return;
    }
    const kind = kindOf(task);
    const gas = (gasSpent.get(id) ?? 0) + Number(receipt.gasUsed);
    gasSpent.set(id, gas);
    if (action === "skip") statistics.record(kind, { type: "skipped" });
    if (action === "submit" || action === "reveal") statistics.record(kind, { type: "submitted", gas });
  }

  /** What became of the result, once. */
  function recordEnd(task: TaskTimeline): void {
    if (task.status !== "Finalized" || settled.has(task.id)) return;
    settled.add(task.id);
    over(task);
    journal.drop(task.id);
    refused.delete(task.id);
    gasSpent.delete(task.id);
    if (!task.submissions.some(({ runner }) => runner === self)) return;

    const payment = task.payments.find(({ runner }) => runner === self);
    const { currency } = task.request.terms;
    const paid = payment && { type: "paid" as const, currency, amount: payment.amount };
    statistics.record(kindOf(task), paid ?? { type: "unpaid" });
    const fields = { event: paid ? "paid" : "unpaid", taskId: task.id, amount: payment?.amount.toString() ?? "0" };
    logger.info(fields, paid ? "The result was paid" : "The result was accepted, and another one chosen");
  }

  /* HELPERS */

  function wait(task: TaskTimeline, reason: string, message: string): undefined {
    reasons.waits(task.id, reason, { taskId: task.id }, message);
  }

  function over(task: TaskTimeline): undefined {
    reasons.forget(task.id);
  }

  return { start: ticker.start, stop, health, tick: ticker.tick, idle };
}

function hasCommitted({ task, drawn }: Turn): boolean {
  return task.commitments.some(({ position }) => position === drawn.position);
}

/** Who enters the window after the last commitment wanted cannot commit any more. */
function isCommitPhaseOver({ task, answeredAt, head }: Turn): boolean {
  return task.request.terms.commitBlocks !== 0 && head + 1 >= revealTime(task, answeredAt).from;
}

function definitionOf(task: TaskTimeline): TaskDefinition | undefined {
  try {
    return decodeTaskDefinition(task.request.definition);
  } catch {
    return undefined;
  }
}

function kindOf(task: TaskTimeline | undefined): string {
  return (task && definitionOf(task)?.kind) ?? "unknown";
}

function placeOf({ drawn, deadline }: Turn): { position: number; deadline: number } {
  return { position: drawn.position, deadline };
}
