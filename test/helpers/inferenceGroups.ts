import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";

import type { InferenceTerms } from "../../sdk/inference/inferenceOrder.ts";
import { inferenceStatuses, type InferenceStatusName } from "../../sdk/inference/inferenceStatuses.ts";
import { defaults } from "./defaults.ts";
import { mineBefore } from "./dispatchMoves.ts";
import {
  createTask,
  drawSampled,
  type InferenceSuite,
  joinGroup,
  nodeOf,
  proveSampled,
  submitScore,
  type TestTask,
  uploadParameters,
} from "./inferenceMarket.ts";
import { answerRound } from "./suite.ts";

/** Scores of images that are no way alike. */
export const [SCORE, FAR, FARTHER] = ["0x0123456789abcdef", "0xfedcba9876543210", "0xffff0000ffff0000"] as const;

/** Errors that a node may report. */
export const failures = { InvalidModel: 1n, ParametersMismatch: 3n, ExecutionFailed: 5n } as const;

/** What a member brings: a score, an error, nothing in time, or not even a node. */
export type GroupEntry = string | bigint | "late" | "queued";

/** Plays a sampled task and its siblings until each has brought what it does; the first brings a score or an error. */
export async function playGroup(
  suite: InferenceSuite,
  entries: readonly [GroupEntry, GroupEntry, GroupEntry],
  changes: Partial<InferenceTerms> = {},
): Promise<TestTask[]> {
  const first = await drawSampled(suite, true, changes);
  await uploadParameters(suite, first);
  await bring(suite, first, entries[0]);
  return [first, ...(await playSiblings(suite, first, entries.slice(1)))];
}

/** Plays the siblings of a task that was sampled. */
export async function playSiblings(
  suite: InferenceSuite,
  first: TestTask,
  entries: readonly GroupEntry[],
): Promise<TestTask[]> {
  const { market, application } = suite;
  const siblings = [await createTask(suite, specOf(first), first.guid)];
  siblings.push(await createTask(suite, specOf(first), first.guid));
  const played = siblings.map((sibling, index) => ({ sibling, entry: entries[index]! }));
  for (const { sibling, entry } of played) {
    if (entry === "queued") await market.connect(application).abortTask(sibling.id, sibling.file as never);
  }
  await answerRound(suite);
  for (const { sibling, entry } of played) {
    if (entry === "queued") await market.skipEntry(sibling.id);
    else await market.startTask(sibling.id);
  }
  for (const { sibling, entry } of played.filter(({ entry }) => entry !== "queued")) {
    await uploadParameters(suite, sibling);
    if (entry !== "late") await bring(suite, sibling, entry);
  }
  await outwait(suite, first, played);
  return siblings;
}

/** What two tasks of a group have in common. */
export function specOf({ file }: TestTask): Partial<InferenceTerms> {
  const { taskIdCommitment: _, nonce: __, parametersCommitment: ___, ...spec } = file.order.terms;
  return spec;
}

async function bring(suite: InferenceSuite, task: TestTask, entry: GroupEntry): Promise<void> {
  if (typeof entry === "string") await submitScore(suite, task, entry);
  else await suite.market.connect((await nodeOf(suite, task)).signer).reportError(task.id, entry);
}

/** Lets those miss their deadline who do, while the others' time goes on. */
async function outwait(
  suite: InferenceSuite,
  first: TestTask,
  played: readonly { readonly sibling: TestTask; readonly entry: GroupEntry }[],
): Promise<void> {
  const late = played.filter(({ entry }) => entry === "late").map(({ sibling }) => sibling);
  if (late.length === 0) return;
  await proveSampled(suite, first);
  for (const { sibling, entry } of played) {
    if (entry !== "late" && entry !== "queued") await joinGroup(suite, first, sibling);
  }
  for (const task of late) {
    await mineBefore(suite, await suite.market.deadlineOf(task.id));
    await suite.market.connect(suite.stranger).abortTask(task.id, task.file as never);
  }
}

/** The statuses that are stored of tasks. */
export async function storedStatuses(
  { market }: InferenceSuite,
  tasks: readonly TestTask[],
): Promise<InferenceStatusName[]> {
  const stored = await Promise.all(tasks.map(({ id }) => market.taskOf(id)));
  return stored.map(({ status }) => inferenceStatuses[Number(status)]!);
}

/** What accounts have as credit, in wei of the native coin. */
export async function creditsOf(
  { escrow, native }: InferenceSuite,
  accounts: readonly (HardhatEthersSigner | { readonly signer: HardhatEthersSigner })[],
): Promise<bigint> {
  const signers = accounts.map((account) => ("signer" in account ? account.signer : account));
  const credits = await Promise.all(signers.map((signer) => escrow.creditOf(signer, native)));
  return credits.reduce((sum, credit) => sum + credit, 0n);
}

/** The same suite with another account as the application, which has the same keys, and credit. */
export async function asCreator(suite: InferenceSuite, signer: HardhatEthersSigner): Promise<InferenceSuite> {
  const { market, escrow, native, application, keys } = suite;
  const [event] = await market.queryFilter(market.filters.ApplicationRegistered(application));
  const { data } = (await event!.getTransaction())!;
  const [, eighth] = market.interface.decodeFunctionData("registerApplication", data);
  await market.connect(signer).registerApplication(keys as never, [eighth[0], eighth[1]]);
  await escrow.deposit(native, signer.address, defaults.credit, { value: defaults.credit });
  await escrow.connect(signer).approveMarket(market, true);
  return { ...suite, application: signer };
}
