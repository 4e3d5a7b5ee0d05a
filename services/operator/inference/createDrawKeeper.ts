import { inferenceStatuses } from "../../../sdk/inference/inferenceStatuses.ts";
import type { NodeStatusName } from "../../../sdk/inference/nodeStatuses.ts";
import { explainFailure } from "../../explainFailure.ts";
import type { CreateTaskWorkerParameters } from "./createTaskWorker.ts";

const DEFAULT_PATIENCE = 2;
/** Nodes that may step in one after the other, a block each. */
const RANKS = 8;
const MOST_ENTERING = 16;
const QUEUED = inferenceStatuses.indexOf("Queued");
const ABORTED = inferenceStatuses.indexOf("EndAborted");
const NEW = { answeredAt: undefined, queue: undefined, isGone: false };

/** An event that tells where a task stands before it is drawn. */
interface DrawEvent {
  readonly name: string;
  readonly id: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly block: number;
}

/** Keeps draws going when nobody else does: nodes live on them. */
export interface DrawKeeper {
  hear(event: DrawEvent): void;
  work(head: number, status: NodeStatusName): Promise<void>;
}

interface WaitingTask {
  round: number;
  /** The block of the round's answer, once it was seen. */
  answeredAt: number | undefined;
  queue: bigint | undefined;
  /** Aborted before it was drawn: its turn is passed. */
  isGone: boolean;
}

/** Closes rounds, draws tasks in their order, lets nodes in, and admits queued tasks that this node could run. */
export function createDrawKeeper(
  parameters: Pick<CreateTaskWorkerParameters, "client" | "send" | "isSending" | "self" | "patienceBlocks">,
): DrawKeeper {
  const { client, send, isSending, self, patienceBlocks = DEFAULT_PATIENCE } = parameters;
  const { inference, beacon } = client;
  /** By id, in the order of entry. */
  const tasks = new Map<string, WaitingTask>();

  function hear({ name, id, args }: DrawEvent): void {
    if (name === "TaskCreated") enter(id, Number(args.round));
    else if (name === "TaskReentered" && tasks.has(id)) enter(id, Number(args.newRound));
    else if (name === "TaskQueued") tasks.set(id, { ...NEW, round: 0, queue: args.queue as bigint });
    else if (name === "InferenceMoved" && Number(args.to) !== QUEUED) leave(id, Number(args.to));
  }

  function leave(id: string, to: number): void {
    const task = tasks.get(id);
    if (task !== undefined && task.round !== 0 && to === ABORTED) task.isGone = true;
    else tasks.delete(id);
  }

  function enter(id: string, round: number): void {
    if (tasks.get(id)?.round === round) return;
    tasks.delete(id);
    tasks.set(id, { ...NEW, round });
  }

  async function work(head: number, status: NodeStatusName): Promise<void> {
    await closeRound(head);
    await drawNext(head);
    if (status === "Available") await admit();
    await letIn();
  }

  /** The more patient, the later in the alphabet of the moment. */
  function patience(of: number): number {
    return patienceBlocks + ((self() + of) % RANKS);
  }

  async function closeRound(head: number): Promise<void> {
    const { isJoined, earliest } = await beacon.pendingRequest();
    if (!isJoined || head < Number(earliest) + patience(Number(earliest))) return;
    await attempt("round", async () => send("round", await beacon.request.populateTransaction()));
  }

  async function drawNext(head: number): Promise<void> {
    for (const [id, task] of tasks) {
      if (task.round === 0) continue;
      if (task.answeredAt === undefined && (await isKnown(task.round))) task.answeredAt = head;
      if (task.answeredAt === undefined || head < task.answeredAt + patience(task.round)) return;
      // In their order: where the first cannot be drawn yet, the next cannot either.
      const call = task.isGone ? inference.skipEntry : inference.startTask;
      await attempt(`draw ${id}`, async () => send(`draw ${id}`, await call.populateTransaction(id)));
      if (task.isGone) tasks.delete(id);
      return;
    }
  }

  async function isKnown(round: number): Promise<boolean> {
    return (await beacon.isAnswered(round)) || (await beacon.isVoid(round));
  }

  async function admit(): Promise<void> {
    const queues = new Set([...tasks.values()].flatMap(({ queue }) => queue ?? []));
    for (const queue of queues) {
      const value = await beacon.entryFee();
      await attempt(`admit ${queue}`, async () =>
        send(`admit ${queue}`, await inference.admitTask.populateTransaction(queue, self(), { value })),
      );
    }
  }

  async function letIn(): Promise<void> {
    if (self() === 0 || !(await inference.nodeOf(self())).isWaiting) return;
    await attempt("enter", async () => send("enter", await inference.enterWaiting.populateTransaction(MOST_ENTERING)));
  }

  /** Others may have been faster, or it is too early: the contract says so when the gas is estimated, at no cost. */
  async function attempt(key: string, action: () => Promise<void>): Promise<void> {
    if (isSending(key)) return;
    await action().catch((error: unknown) => {
      if (explainFailure(error).revert === undefined) throw error;
    });
  }

  return { hear, work };
}
