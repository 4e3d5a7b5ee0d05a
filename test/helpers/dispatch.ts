import { AbiCoder, type Contract, hexlify, randomBytes, toBeHex, zeroPadValue } from "ethers";

import { type DrawnPosition, drawOrder } from "../../sdk/dispatch/drawOrder.ts";
import { openRecord, type OpenedRecord, type Submission } from "../../sdk/dispatch/resultRecord.ts";
import { SELECTION } from "../../sdk/dispatch/selectionSeed.ts";
import { taskIdOf } from "../../sdk/dispatch/taskIdOf.ts";
import type { TaskRequest } from "../../sdk/dispatch/taskRequest.ts";
import { buildTerms, type CallbackRequest, ON_RESULTS_SELECTOR, type TaskTerms } from "../../sdk/dispatch/taskTerms.ts";
import { readRoster } from "../../sdk/registry/rosterHistory.ts";
import { defaults } from "./defaults.ts";
import { answerRound, type TestOperator, type TestSuite } from "./suite.ts";

/** A task under test, with all that later calls carry. */
export interface TestTask {
  readonly id: string;
  readonly request: TaskRequest;
  readonly terms: TaskTerms;
}

let salts = 0;

/** A request with the defaults; `changes` go into the request, `terms` into its terms. */
export function buildRequest(
  suite: TestSuite,
  changes: Partial<Omit<TaskRequest, "terms">> & { terms?: Partial<TaskTerms> } = {},
): TaskRequest {
  const { terms, ...rest } = changes;
  return {
    pool: suite.pool,
    numRunners: defaults.numRunners,
    responseBlocks: defaults.responseBlocks,
    timeoutBlocks: defaults.timeoutBlocks,
    definition: "0x1234",
    terms: buildTerms({
      actor: suite.actor.address,
      salt: zeroPadValue(toBeHex(++salts), 32),
      paymentPerRunner: defaults.paymentPerRunner,
      schema: defaults.schema,
      consumeBlocks: defaults.consumeBlocks,
      ...terms,
    }),
    ...rest,
  };
}

/** Submits a request of the suite's actor, from its credit. */
export async function submit(suite: TestSuite, request: TaskRequest): Promise<TestTask> {
  await suite.dispatcher.connect(suite.actor).submitTask(request);
  return taskOf(suite, request);
}

/** The id that terms lead to. */
export function idOf({ deployment }: TestSuite, terms: TaskTerms): string {
  const { chainId, addresses } = deployment;
  return taskIdOf({ chainId, dispatcher: addresses.dispatcher, terms });
}

/** The task a request becomes. */
export function taskOf(suite: TestSuite, request: TaskRequest): TestTask {
  return { id: idOf(suite, request.terms), request, terms: request.terms };
}

/** A submitted task whose round is answered, and its drawn order. */
export async function submitDrawn(
  suite: TestSuite,
  changes: Parameters<typeof buildRequest>[1] = {},
): Promise<{ task: TestTask; order: DrawnPosition[] }> {
  const task = await submit(suite, buildRequest(suite, changes));
  await answerRound(suite);
  return { task, order: await orderOf(suite, task) };
}

/** The drawn order of a task whose seed is known: everybody of the roster, by position. */
export async function orderOf(suite: TestSuite, task: TestTask): Promise<DrawnPosition[]> {
  const view = await suite.lens.taskOf(task.id);
  const { dispatcher } = suite.deployment.addresses;
  const [seed] = await suite.beacon.seedOf(view.round, dispatcher, task.id, SELECTION);
  return drawOrder({
    seed,
    rosterSize: Number(view.rosterSize),
    rosterVersion: Number(view.rosterVersion),
    roster: await readRoster(suite, task.request.pool),
    count: Number(view.rosterSize),
  });
}

/** The test account behind a drawn position. */
export function runnerAt(suite: TestSuite, drawn: DrawnPosition): TestOperator {
  const found = suite.operators.find(({ signer }) => signer.address === drawn.controller);
  if (!found) throw new Error(`No test operator is ${drawn.controller}.`);
  return found;
}

/** A result of the default schema. */
export function resultOf(value: bigint): string {
  return AbiCoder.defaultAbiCoder().encode(["uint256"], [value]);
}

/** Submits a result from a position. */
export async function answer(suite: TestSuite, task: TestTask, drawn: DrawnPosition, value: bigint) {
  const { position, hint } = drawn;
  const dispatcher = suite.dispatcher.connect(runnerAt(suite, drawn).signer);
  return dispatcher.submitResult(task.id, task.terms, { position, hint }, resultOf(value), "0x");
}

/** The record of a task, opened from its events; `sealedAt` is the block of the newest of them, unless given. */
export async function recordOf(suite: TestSuite, task: TestTask, sealedAt?: number): Promise<OpenedRecord> {
  const { dispatcher } = suite;
  const events = await dispatcher.queryFilter(dispatcher.filters.ResultSubmitted(task.id));
  const submissions: Submission[] = events.map(({ args }) => ({
    runner: args.runner,
    operator: Number(args.operator),
    position: Number(args.position),
    result: args.result,
  }));
  return openRecord(submissions, sealedAt ?? events.at(-1)?.blockNumber ?? 0);
}

/** A task of an actor contract whose three runners have answered with the values; its callback is due. */
export async function completeWithCallback(
  suite: TestSuite,
  values: readonly bigint[],
  terms: Partial<TaskTerms> = {},
  callback: Partial<CallbackRequest> = {},
): Promise<{ task: TestTask; order: DrawnPosition[]; mock: Contract; opened: OpenedRecord }> {
  const mock = await deployActor(suite);
  const { task, order } = await submitFromActor(suite, mock, { numRunners: values.length, terms }, callback);
  for (const [index, value] of values.entries()) await answer(suite, task, order[index]!, value);
  return { task, order, mock, opened: await recordOf(suite, task) };
}

/** An actor contract with credit. */
export async function deployActor(suite: TestSuite): Promise<Contract> {
  const mock = (await suite.connection.ethers.deployContract("ActorMock", [suite.dispatcher])) as unknown as Contract;
  const account = await mock.getAddress();
  await suite.escrow.deposit(suite.native, account, defaults.credit, { value: defaults.credit });
  await mock.approve!(suite.escrow);
  return mock;
}

/** A drawn task of an actor contract, with a callback to it, which `callbackChanges` alter. */
export async function submitFromActor(
  suite: TestSuite,
  mock: Contract,
  changes: Parameters<typeof buildRequest>[1] = {},
  callbackChanges: Partial<CallbackRequest> = {},
): Promise<{ task: TestTask; order: DrawnPosition[] }> {
  const actor = await mock.getAddress();
  const callback = {
    target: actor,
    selector: ON_RESULTS_SELECTOR,
    gasLimit: defaults.callbackGasLimit,
    maxTip: defaults.maxTip,
    budget: defaults.callbackBudget,
    ...callbackChanges,
  };
  const request = buildRequest(suite, { ...changes, terms: { actor, callback, ...changes.terms } });
  await mock.submit!(request);
  await answerRound(suite);
  const task = taskOf(suite, request);
  return { task, order: await orderOf(suite, task) };
}

/** Executes a task's callback from an account that is nobody in particular. */
export async function execute(suite: TestSuite, task: TestTask, opened: OpenedRecord, overrides = {}) {
  const dispatcher = suite.dispatcher.connect(suite.stranger);
  return dispatcher.executeCallback(task.id, task.terms, opened.record, opened.results, overrides);
}

/** 32 random bytes. */
export function randomSalt(): string {
  return hexlify(randomBytes(32));
}
