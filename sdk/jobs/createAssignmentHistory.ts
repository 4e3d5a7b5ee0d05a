import type { Log } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { createBlockClock } from "../client/createBlockClock.ts";
import { readCall } from "../client/readCall.ts";
import { readLogs } from "../client/readLogs.ts";
import { BaseError } from "../errors/baseError.ts";
import { type Assignment, assignmentLeaf } from "./assignmentLeaf.ts";
import { countExecutions } from "./countExecutions.ts";
import { decodeJobTerms } from "./decodeJobTerms.ts";
import { JOB_STATUSES } from "./jobStatus.ts";
import { DestinationKind, type JobTerms } from "./jobTerms.ts";

const EVENTS = ["JobRegistered", "SlotMatched", "SlotAcknowledged", "JobMoved"] as const;
const MILLISECONDS = 1_000n;
/** How long after its window a gateway takes a delivery again, in milliseconds. */
const RETRY_MS = 604_800_000n;

/** The assignments of a market for other chains, as its events tell of them. */
export interface AssignmentHistory {
  /**
   * Reads the events up to a block, from where it stopped the last time. The block has to stay.
   *
   * @throws {BaseError} `ASSIGNMENT_DIFFERS` when what follows from the events is not what the market emitted.
   */
  read(toBlock: number): Promise<void>;
  /**
   * The assignments of which the tree consisted at a time, in seconds: those that were made by then, whose job was not
   * cancelled, and whose last delivery could still be taken. Only events that were read count.
   */
  at(time: bigint): readonly Assignment[];
}

/** A job for another chain. */
interface RemoteJob {
  readonly terms: JobTerms;
  readonly slots: Map<number, { readonly processor: bigint; readonly startDelay: bigint }>;
  readonly leaves: Map<number, string>;
  /** Seconds. */
  matchedAt: bigint;
  assignedAt: bigint | undefined;
  cancelledAt: bigint | undefined;
  assignments: readonly Assignment[];
}

/** Rebuilds a market's assignments from its events. */
export function createAssignmentHistory(client: MusterClient): AssignmentHistory {
  const { jobs, provider, deployment } = client;
  const { jobs: market } = deployment.addresses;
  const topics = [EVENTS.map((name) => jobs.interface.getEvent(name).topicHash)];
  const timeOf = createBlockClock(provider);
  const known = new Map<string, RemoteJob>();
  const assign = createAssigner(client);
  let next = deployment.fromBlock;
  let last: Promise<void> = Promise.resolve();

  function read(toBlock: number): Promise<void> {
    const reading = last.then(() => readTo(toBlock));
    last = reading.catch(() => undefined);
    return reading;
  }

  async function readTo(toBlock: number): Promise<void> {
    const logs = await readLogs(provider, { address: market, topics, fromBlock: next, toBlock });
    for (const log of logs) {
      await hear(log);
      // What was heard is not heard again when a later one fails, but for those of the same block.
      next = log.blockNumber;
    }
    next = Math.max(next, toBlock + 1);
  }

  async function hear(log: Log): Promise<void> {
    const event = jobs.interface.parseLog(log);
    const id = log.topics[1] as string;
    const job = known.get(id);
    if (event?.name === "JobRegistered") register(id, decodeJobTerms(event.args.terms));
    else if (job === undefined || event === null) return;
    else if (event.name === "SlotMatched") {
      const { slot, processor, startDelay } = event.args;
      job.slots.set(Number(slot), { processor, startDelay });
    } else if (event.name === "SlotAcknowledged") job.leaves.set(Number(event.args.slot), event.args.leaf);
    else await move(id, job, JOB_STATUSES[Number(event.args.to)] ?? "None", await timeOf(log.blockNumber));
  }

  function register(id: string, terms: JobTerms): void {
    if (terms.destination.kind !== DestinationKind.OtherChain || known.has(id)) return;
    const open = { matchedAt: 0n, assignedAt: undefined, cancelledAt: undefined, assignments: [] };
    known.set(id, { terms, slots: new Map(), leaves: new Map(), ...open });
  }

  async function move(id: string, job: RemoteJob, to: string, time: bigint): Promise<void> {
    if (to === "Matched") job.matchedAt = time;
    if (to === "Assigned") {
      job.assignments = await Promise.all([...job.slots.keys()].map((slot) => assign(id, job, slot)));
      job.assignedAt = time;
    }
    if (to !== "Cancelled") return;
    if (job.assignedAt === undefined) known.delete(id);
    else job.cancelledAt = time;
  }

  function at(time: bigint): readonly Assignment[] {
    return [...known.values()].flatMap(({ assignedAt, cancelledAt, assignments }) => {
      const isAssigned = assignedAt !== undefined && assignedAt <= time;
      const isCancelled = cancelledAt !== undefined && cancelledAt <= time;
      return isAssigned && !isCancelled ? assignments.filter((each) => endOf(each) > time * MILLISECONDS) : [];
    });
  }

  return { read, at };
}

/** Makes assignments of what the events of a job told. */
function createAssigner({ jobs, registry, deployment }: MusterClient) {
  const controllers = new Map<bigint, string>();
  let settings: Promise<{ readonly ackWindow: bigint; readonly reportTolerance: bigint }> | undefined;

  return async (id: string, job: RemoteJob, slot: number): Promise<Assignment> => {
    settings ??= readSettings();
    const { ackWindow, reportTolerance } = await settings;
    const { processor = 0n, startDelay = 0n } = job.slots.get(slot) ?? {};
    const { schedule, destination } = job.terms;
    const first = schedule.startTime === 0n ? (job.matchedAt + ackWindow) * MILLISECONDS : schedule.startTime;
    const assignment: Assignment = {
      homeChainId: BigInt(deployment.chainId),
      market: deployment.addresses.jobs,
      job: id,
      slot: BigInt(slot),
      processor: await controllerOf(processor),
      chainId: destination.chainId,
      target: destination.target,
      gasLimit: destination.gasLimit,
      start: first + startDelay,
      interval: schedule.interval,
      window: schedule.duration + reportTolerance,
      count: countExecutions(schedule),
    };
    if (assignmentLeaf(assignment) === job.leaves.get(slot)) return assignment;
    throw new BaseError("ASSIGNMENT_DIFFERS", `Slot ${slot} of job ${id} is not assigned as its events tell.`);
  };

  /** Asks again after a failure. */
  async function readSettings() {
    try {
      return await readCall(async () => jobs.settings());
    } catch (error) {
      settings = undefined;
      throw error;
    }
  }

  async function controllerOf(processor: bigint): Promise<string> {
    const found = controllers.get(processor) ?? (await readCall(async () => registry.identityOf(processor))).controller;
    controllers.set(processor, found);
    return found;
  }
}

/** When the last delivery can no longer be taken, in milliseconds. */
function endOf({ start, interval, count, window }: Assignment): bigint {
  return start + (count - 1n) * interval + window + RETRY_MS;
}
