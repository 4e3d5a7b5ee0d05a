import { join } from "node:path";

import type { ContractTransaction } from "ethers";

import { inferenceStatuses } from "../../../sdk/inference/inferenceStatuses.ts";
import { type NodeStatusName } from "../../../sdk/inference/nodeStatuses.ts";
import { readInferenceTask, type ReadInferenceTaskReturnType } from "../../../sdk/inference/readInferenceTask.ts";
import { readNode } from "../../../sdk/inference/readNode.ts";
import { createReasonLog } from "../../createReasonLog.ts";
import { createTicker, type TickerHealth } from "../../createTicker.ts";
import { createTransactor } from "../../createTransactor.ts";
import { explainFailure } from "../../explainFailure.ts";
import { type ChainEvent, createEventFollower, type EventFollower } from "../chain/createEventFollower.ts";
import { lockDataDir } from "../lockDataDir.ts";
import { createDrawKeeper, type DrawKeeper } from "./createDrawKeeper.ts";
import { createResultShelf } from "./createResultShelf.ts";
import { createTaskWorker, type TaskWorker } from "./createTaskWorker.ts";
import type { InferenceRole } from "./inferenceRole.ts";

/** Blocks back from which a task may still be under way: the longest stages one after the other. */
const LOOKBACK_BLOCKS = 50_400;
/** Blocks that are read again each time, since they may still be replaced. */
const OVERLAP_BLOCKS = 8;
const FIRST_END = inferenceStatuses.indexOf("EndInvalidated");

/** How an inference node is doing. */
export interface InferenceNodeHealth extends TickerHealth {
  /** 0 before the chain was reached, or where the account is no operator. */
  readonly operator: number;
  readonly status: NodeStatusName;
  /** Tasks that it has a part in. */
  readonly openTasks: number;
  /** Computations, transfers and proofs under way. */
  readonly running: number;
  /** Why tasks wait, by id. */
  readonly waiting: Readonly<Record<string, string>>;
}

/** A running part of the system that computes inference tasks. */
export interface InferenceNode {
  /** Resolves once the node is ready (or was stopped before); goes on in the background. */
  start(): Promise<void>;
  /** Resolves when nothing is under way any more; computations are called off. A node does not start twice. */
  stop(): Promise<void>;
  health(): InferenceNodeHealth;
  /** Looks at the chain once and starts what is due. Never rejects: failures go to the log and to `health`. */
  tick(): Promise<void>;
  /** Resolves when no computation, transfer or proof is under way. */
  idle(): Promise<void>;
}

/**
 * Creates the inference role of one operator: it computes the tasks that it is drawn for, commits itself to their
 * scores, uploads what was validated, and proves it.
 *
 * What it must do follows from the chain, and its salts and keys from its secret, so it may crash anywhere.
 *
 * @throws {DataDirTakenError} when another node has the folder.
 */
export function createInferenceNode(role: InferenceRole): InferenceNode {
  const { client, signer, dataDir, logger, signal, pollIntervalMs } = role;
  const { provider, inference, registry, deployment } = client;
  const unlock = lockDataDir(dataDir);
  const shelf = createResultShelf({ dir: join(dataDir, "results") });
  const transactor = createTransactor({ provider, signer });
  const reasons = createReasonLog(logger);
  const ticker = createTicker({ provider, logger, prepare, work, signal, pollIntervalMs });
  const jobs = new Map<string, Promise<void>>();
  const open = new Set<string>();
  const parts = { ...role, shelf, send, isSending: transactor.isUnderWay, waits, stopping: ticker.stopping };
  const worker: TaskWorker = createTaskWorker({ ...parts, self: () => operator });
  const keeper: DrawKeeper = createDrawKeeper({ ...parts, self: () => operator });
  let follower: EventFollower | undefined;
  let operator = 0;
  let status: NodeStatusName = "None";

  /* LIFE */

  async function prepare(): Promise<void> {
    const self = await signer.getAddress();
    operator = Number(await registry.operatorOf(self));
    if (operator === 0) logger.warn({ event: "notRegistered", controller: self }, "This account is no operator");
    const head = await provider.getBlockNumber();
    follower = createEventFollower({
      provider,
      address: deployment.addresses.inference,
      abi: inference.interface,
      events: ["TaskCreated", "TaskReentered", "TaskQueued", "TaskStarted", "UploadPassed", "InferenceMoved"],
      from: Math.max(deployment.fromBlock, head - LOOKBACK_BLOCKS),
      overlap: OVERLAP_BLOCKS,
      hear,
    });
    logger.info({ event: "ready", controller: self, operator, roles: ["inference"] }, "Ready to compute tasks");
  }

  async function stop(): Promise<void> {
    await ticker.stop();
    await idle();
    unlock();
  }

  async function idle(): Promise<void> {
    while (jobs.size > 0) await Promise.all(jobs.values());
  }

  function health(): InferenceNodeHealth {
    const waiting = reasons.reasons();
    return { ...ticker.health(), operator, status, openTasks: open.size, running: jobs.size, waiting };
  }

  /* WORK */

  function hear({ name, args, block }: ChainEvent): void {
    const id = String(args.id);
    if (name === "TaskStarted" && Number(args.operator) === operator) open.add(id);
    if (name === "UploadPassed" && Number(args.to) === operator) open.add(id);
    keeper.hear({ name, id, args, block });
  }

  async function work(head: number): Promise<void> {
    for (const { key, isSuccess } of await transactor.collect(head)) {
      if (!isSuccess) logger.warn({ event: "reverted", key }, "A transaction was reverted; looking again");
    }
    await follower?.read(head);
    ({ status } = operator === 0 ? { status } : await readNode(client, { operator }));
    for (const id of open) if (!ticker.stopping.aborted) await advance(id, head);
    await keeper.work(head, status);
  }

  async function advance(id: string, head: number): Promise<void> {
    if (jobs.has(id)) return;
    const task = await readInferenceTask(client, { id });
    if (isOver(task)) return forget(task);
    const job = worker.nextJob(task, head);
    if (job === undefined) return;
    const running = job()
      .then(() => undefined)
      .catch((error: unknown) => waits(id, explainFailure(error).text, "Could not go on with a task; will try again"))
      .finally(() => jobs.delete(id));
    jobs.set(id, running);
  }

  /** Late tasks are for their worker too: the clock pays or blames somebody only when it is told to. */
  function isOver(task: ReadInferenceTaskReturnType): boolean {
    return inferenceStatuses.indexOf(task.settledStatus) >= FIRST_END;
  }

  async function forget({ id, settledStatus }: ReadInferenceTaskReturnType): Promise<void> {
    open.delete(id);
    reasons.forget(id);
    await shelf.drop(id);
    logger.info({ event: "taskOver", taskId: id, status: settledStatus }, "A task is over");
  }

  async function send(key: string, transaction: ContractTransaction): Promise<void> {
    const hash = await transactor.send(key, transaction);
    logger.info({ event: "sent", key, hash }, "Sent a transaction");
  }

  function waits(id: string, reason: string, message: string): void {
    reasons.waits(id, reason, { taskId: id }, message);
  }

  return { start: () => ticker.start(), stop, health, tick: () => ticker.tick(), idle };
}
