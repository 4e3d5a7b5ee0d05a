import { keccak256, ZeroHash } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { BaseError } from "../errors/baseError.ts";
import { decodeError } from "../errors/decodeError.ts";
import { abortTask } from "./abortTask.ts";
import type { ApplicationSecrets } from "./applicationSecrets.ts";
import { collectRefund } from "./collectRefund.ts";
import { createSibling } from "./createSibling.ts";
import { downloadResult } from "./downloadResult.ts";
import { fetchOpening } from "./fetchOpening.ts";
import { fileStruct } from "./fileStruct.ts";
import type { GroupMember } from "./groupMember.ts";
import { hashGroup } from "./hashGroup.ts";
import type { InferenceCase } from "./inferenceCase.ts";
import type { InferenceTicket } from "./inferenceTicket.ts";
import { joinGroup } from "./joinGroup.ts";
import { proveSampled } from "./proveSampled.ts";
import { proveSampling } from "./proveSampling.ts";
import { readAgreedGroup } from "./readAgreedGroup.ts";
import { readInferenceTask, type ReadInferenceTaskReturnType } from "./readInferenceTask.ts";
import type { ResultFile } from "./results/resultFile.ts";
import { sendParameters } from "./sendParameters.ts";
import { settleGroup } from "./settleGroup.ts";
import { startTask } from "./startTask.ts";
import { validateSingleTask } from "./validateSingleTask.ts";
import { validateTaskGroup } from "./validateTaskGroup.ts";

const SIBLINGS = 2;
const NO_OPENING = { score: "0x", salt: ZeroHash };

/** Which case, and with what. */
export interface AdvanceInferenceParameters {
  readonly secrets: ApplicationSecrets;
  readonly task: InferenceCase;
  /** Base address of a relay that the tasks accept. */
  readonly relay: string;
  readonly payFrom?: "value" | "credit";
  /** Milliseconds between questions whether the relay's root is posted; 1,000 by default. */
  readonly pollIntervalMs?: number;
  readonly signal?: AbortSignal;
}

/** What came of a step. Keep the case: it may have grown by siblings. */
export interface AdvanceInferenceReturnType {
  readonly task: InferenceCase;
  /**
   * `acted`: it sent something, so look again. `waiting`: others have to do something first. `done`: here is the result.
   * `failed`: it ended without one; what was paid for it is the application's again but what it owed by its own fault.
   */
  readonly state: "acted" | "waiting" | "done" | "failed";
  /** What was done, or is waited for, in a few words. */
  readonly step: string;
  readonly files?: readonly ResultFile[];
}

type Step = Pick<AdvanceInferenceReturnType, "state" | "step" | "files"> & {
  readonly siblings?: readonly InferenceTicket[];
};
type Read = ReadInferenceTaskReturnType;

/**
 * Does the next thing that an application owes its task: draws it, sends its parameters, has it validated, alone or in a
 * group if it was sampled, and fetches the result. What is due follows from the chain; call it until it is done.
 *
 * @throws {RelayError} when the relay is not reached, or refuses.
 * @throws {MusterError} when the chain refuses a step, or is not reached.
 */
export async function advanceInference(
  client: MusterClient,
  parameters: AdvanceInferenceParameters,
): Promise<AdvanceInferenceReturnType> {
  const { task } = parameters;
  const tickets = [task.first, ...task.siblings];
  const reads = await Promise.all(tickets.map(({ id }) => readInferenceTask(client, { id })));
  const { siblings = task.siblings, ...step } = await nextStep(client, parameters, tickets, reads);
  return { task: { first: task.first, siblings }, ...step };
}

async function nextStep(
  client: MusterClient,
  parameters: AdvanceInferenceParameters,
  tickets: readonly InferenceTicket[],
  reads: readonly Read[],
): Promise<Step> {
  const [first] = reads as [Read, ...Read[]];
  const { secrets, payFrom, task } = parameters;
  if (isScored(first) && first.isSampled && task.siblings.length < SIBLINGS) {
    const { ticket } = await createSibling(client, { secrets, first: task.first, ...(payFrom && { payFrom }) });
    return { state: "acted", step: `created sibling ${ticket.id}`, siblings: [...task.siblings, ticket] };
  }
  for (const [index, read] of reads.entries()) {
    const fed = await feed(client, parameters, tickets[index]!, read);
    if (fed !== undefined) return fed;
  }
  const counted = reads.find(({ settledStatus }) => isAgreed(settledStatus)) ?? first;
  if (isAgreed(counted.settledStatus)) return collect(client, parameters, counted);
  if (isOver(first)) return giveUp(client, first);
  return validate(client, parameters, tickets, reads);
}

/** A task that a better-paid one pushed out of its queue left its fee behind. */
async function giveUp(client: MusterClient, { id, file, settledStatus }: Read): Promise<Step> {
  const refusal = await refusalOf(() => client.inference.collectRefund.staticCall(id, fileStruct(file)));
  if (refusal !== undefined) return { state: "failed", step: `the task ended as ${settledStatus}` };
  await collectRefund(client, { id, file });
  return { state: "acted", step: "collected the fee of a task that was pushed out of its queue" };
}

function isAgreed(status: Read["status"]): boolean {
  return ["Validated", "GroupValidated", "EndSuccess", "EndGroupSuccess"].includes(status);
}

function isOver({ settledStatus }: Read): boolean {
  return settledStatus.startsWith("End");
}

function isScored({ settledStatus }: Read): boolean {
  return settledStatus === "ScoreReady" || settledStatus === "ErrorReported";
}

/* FEEDING */

/** Brings a task to its node, or ends it when its time is over; `undefined` when that is done. */
async function feed(
  client: MusterClient,
  { relay, pollIntervalMs, signal }: AdvanceInferenceParameters,
  ticket: InferenceTicket,
  read: Read,
): Promise<Step | undefined> {
  const { id, settledStatus, status, node, file } = read;
  if (isOver(read) || isScored(read)) return undefined;
  if (status === "EndAborted") {
    return race(client, read, `ended ${id}, whose time was over`, async () => abortTask(client, { id, file }));
  }
  if (settledStatus === "Queued") return draw(client, read);
  if (settledStatus !== "Started" || node === undefined) return undefined;
  await sendParameters(client, {
    ticket,
    node,
    relay,
    ...(pollIntervalMs && { pollIntervalMs }),
    ...(signal && { signal }),
  });
  return { state: "acted", step: `sent the parameters to node ${node}` };
}

async function draw(client: MusterClient, read: Read): Promise<Step> {
  const { id, round, queue } = read;
  if (queue !== undefined) return { state: "waiting", step: "waiting in a queue for a node that fits" };
  const { beacon, inference } = client;
  const isKnown = await readCall(async () => (await beacon.isAnswered(round)) || (await beacon.isVoid(round)));
  if (!isKnown) return { state: "waiting", step: "waiting for the randomness of the draw" };
  const refusal = await refusalOf(() => inference.startTask.staticCall(id));
  if (refusal !== undefined) return { state: "waiting", step: `waiting for the draw (${refusal})` };
  return race(client, read, "drew a node", async () => startTask(client, { id }));
}

/** Does what anybody may do; who was outrun by another has nothing to complain of. */
async function race(client: MusterClient, read: Read, step: string, write: () => Promise<unknown>): Promise<Step> {
  try {
    await write();
    return { state: "acted", step };
  } catch (error) {
    const { settledStatus, round, movedAt } = await readInferenceTask(client, { id: read.id });
    const isOutrun = settledStatus !== read.settledStatus || round !== read.round || movedAt !== read.movedAt;
    if (!isOutrun) throw error;
    return { state: "waiting", step: `somebody else was faster (${settledStatus})` };
  }
}

/** The name of the error with which the chain would refuse now. */
async function refusalOf(call: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    const refused = decodeError(error);
    if (refused === undefined) throw error;
    return refused.name;
  }
}

/* VALIDATING */

async function validate(
  client: MusterClient,
  parameters: AdvanceInferenceParameters,
  tickets: readonly InferenceTicket[],
  reads: readonly Read[],
): Promise<Step> {
  const { secrets } = parameters;
  const first = reads[0]!;
  const { id, file } = first;
  if (!isScored(first)) return { state: "waiting", step: `waiting for node ${first.node} (${first.settledStatus})` };

  const { isSampled, proof } = await proveSampling(client, { id, secrets });
  if (!isSampled) {
    await validateSingleTask(client, { id, file, proof });
    return { state: "acted", step: "validated the task, which was not sampled" };
  }
  if (!first.isSampled) {
    await proveSampled(client, { id, file, proof });
    return { state: "acted", step: "proved that the task was sampled" };
  }
  return check(client, parameters, tickets, reads);
}

/** Waits for the siblings, and has the three compared. */
async function check(
  client: MusterClient,
  parameters: AdvanceInferenceParameters,
  tickets: readonly InferenceTicket[],
  reads: readonly Read[],
): Promise<Step> {
  const { secrets } = parameters;
  const [first, ...others] = reads as [Read, ...Read[]];
  const { guid } = tickets[0]!;
  const stranger = others.find((other) => isScored(other) && !other.isSampled);
  if (stranger !== undefined) {
    await joinGroup(client, { id: stranger.id, file: stranger.file, first: first.id, firstFile: first.file, guid });
    return { state: "acted", step: `showed that ${stranger.id} belongs to the group` };
  }
  const ids = reads.map(({ id }) => id) as [string, string, string];
  const { isAwaiting, openUntil } = await readCall(async () => client.inference.openGroupOf(hashGroup(ids)));
  const late = others.find((other) => !isScored(other) && !isOver(other));
  if (late !== undefined) return { state: "waiting", step: `waiting for sibling ${late.id} (${late.settledStatus})` };

  const members = (await Promise.all(
    reads.map((read, index) => memberOf(client, parameters, tickets[index]!, read)),
  )) as [GroupMember, GroupMember, GroupMember];
  if (isAwaiting) {
    const head = await readCall(async () => client.provider.getBlockNumber());
    if (head + 1 < Number(openUntil)) return { state: "waiting", step: "waiting for scores to be opened" };
    const step = "settled the group without the missing scores";
    return race(client, first, step, async () => settleGroup(client, { ids, members }));
  }
  const { proof } = await proveSampling(client, { id: first.id, secrets });
  await validateTaskGroup(client, { ids, members, guid, parametersHash: keccak256(tickets[0]!.parameters), proof });
  return { state: "acted", step: "disclosed the group" };
}

async function memberOf(
  client: MusterClient,
  { relay, secrets, signal }: AdvanceInferenceParameters,
  { salt }: InferenceTicket,
  { id, node, file, settledStatus }: Read,
): Promise<GroupMember> {
  const { order, score } = file;
  const known = { order, score, parametersSalt: salt };
  if (settledStatus !== "ScoreReady" || node === undefined) return { ...known, opening: NO_OPENING };
  const { encryptionSecret } = secrets;
  const opening = await fetchOpening(client, { relay, id, node, score, encryptionSecret, ...(signal && { signal }) });
  return { ...known, opening: opening ?? NO_OPENING };
}

/* COLLECTING */

async function collect(
  client: MusterClient,
  { relay, secrets, signal }: AdvanceInferenceParameters,
  read: Read,
): Promise<Step> {
  if (read.uploader === undefined) return { state: "waiting", step: "waiting for the result to be uploaded" };
  const isGroup = read.settledStatus === "GroupValidated" || read.settledStatus === "EndGroupSuccess";
  const resultRoot = isGroup ? await groupRoot(client, read) : read.file.score.resultRoot;
  const { encryptionSecret } = secrets;
  const files = await downloadResult(client, {
    relay,
    task: read,
    resultRoot,
    encryptionSecret,
    ...(signal && { signal }),
  });
  return { state: "done", step: "downloaded the result", files };
}

/** The root of what the group's uploading member computed. */
async function groupRoot(client: MusterClient, { id }: Read): Promise<string> {
  const { tasks, turn } = await readAgreedGroup(client, { id });
  const source = tasks[turn];
  if (source === undefined) throw new BaseError("GROUP_UNKNOWN", `Nobody is left to upload the result of ${id}.`);
  return (await readInferenceTask(client, { id: source })).file.score.resultRoot;
}
