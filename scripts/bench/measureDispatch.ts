import { AbiCoder, hexlify, keccak256, toBeHex, toUtf8Bytes } from "ethers";

import type { DrawnPosition } from "../../sdk/dispatch/drawOrder.ts";
import { openRecord, type Submission } from "../../sdk/dispatch/resultRecord.ts";
import { taskIdOf } from "../../sdk/dispatch/taskIdOf.ts";
import type { TaskTerms } from "../../sdk/dispatch/taskTerms.ts";
import { readRoster, type RosterHistory } from "../../sdk/registry/rosterHistory.ts";
import { encodeResultSchema } from "../../sdk/schema/resultSchema.ts";
import { answerRound } from "./answerRound.ts";
import { benchRequest } from "./benchRequest.ts";
import { calleeGasOf } from "./calleeGasOf.ts";
import type { Bench } from "./createBench.ts";
import { drawTask } from "./drawTask.ts";
import type { GasSamples } from "./gasSamples.ts";
import { warmOperators } from "./warmOperators.ts";

const SEEDS = 7;
/** The Dispatcher's epoch of free skips, in blocks. */
const EPOCH_BLOCKS = 7_200;
const RESULT = AbiCoder.defaultAbiCoder().encode(["uint256"], [3_141_592_653_589_793_238_462_643n]);
/** A KiB without a zero byte, the dearest there is. */
const LONG_RESULT = hexlify(toUtf8Bytes("a result of a KiB and no zero. ".repeat(34).slice(0, 1_024)));
const LONG_SCHEMA = encodeResultSchema({ kind: "Raw", maxBytes: 1_024n });

interface BenchTask {
  readonly id: string;
  readonly terms: TaskTerms;
}

interface DrawnTask extends BenchTask {
  readonly order: readonly DrawnPosition[];
}

/**
 * Tasks drawn from a roster of a size, in steady state: whoever is paid had credit before, and every operator a
 * reputation. Each round has one task with a word for its result, which opens the round; one with a KiB; one that is
 * skipped by operators who did not skip yet in this epoch; and one that is paid in a token, for comparison.
 *
 * @returns Gas of the callee in the callbacks, which the figures contain.
 */
export async function measureDispatch(bench: Bench, samples: GasSamples, pool: number): Promise<number> {
  const { size } = await bench.registry.rosterOf(pool);
  const roster = await readRoster(bench, pool);
  const add = (key: string, gas: number) => samples.add(`dispatch.${key}/${size}`, gas);
  let calleeGas = 0;

  for (let seed = 0; seed < SEEDS; seed++) {
    await bench.mine(EPOCH_BLOCKS);
    const name = `muster.bench.${pool}.${size}.${seed}`;
    const word = await post(`${name}.word`, "submitTask", {});
    const long = await post(`${name}.long`, "submitTask.joinsRound", { schema: LONG_SCHEMA });
    const skipped = await post(`${name}.skipped`, "submitTask.joinsRound", {});
    const tokenPaid = await post(`${name}.token`, "submitTask.erc20", { currency: String(bench.token.target) });
    await answerRound(bench);

    calleeGas = await measureWord(await draw(bench, roster, word), "");
    await measureLong(await draw(bench, roster, long));
    await measureSkips(await draw(bench, roster, skipped));
    await measureWord(await draw(bench, roster, tokenPaid), ".erc20");
  }
  return calleeGas;

  async function post(salt: string, key: string, changes: Partial<TaskTerms>): Promise<BenchTask> {
    const { dispatcher, actor, overrides } = bench;
    const request = benchRequest(bench, pool, salt, changes);
    add(key, await bench.gasOf(dispatcher.connect(actor).submitTask(request, overrides)));
    const id = taskIdOf({ ...bench.idParts, terms: request.terms });
    return { id, terms: request.terms };
  }

  async function measureWord(task: DrawnTask, suffix: string): Promise<number> {
    const keys = ["submitResult.first.32B", "submitResult.next.32B", "submitResult.last.32B"];
    const submissions: Submission[] = [];
    let sealedAt = 0;
    for (const [index, key] of keys.entries()) {
      const drawn = task.order[index] as DrawnPosition;
      const { gasUsed, blockNumber } = await answer(bench, task, drawn, RESULT);
      add(key + suffix, Number(gasUsed));
      submissions.push({ ...drawn, runner: drawn.controller, result: RESULT });
      sealedAt = blockNumber;
    }

    const { record, results } = openRecord(submissions, sealedAt);
    const dispatcher = bench.dispatcher.connect(bench.executor);
    const sending = dispatcher.executeCallback(task.id, task.terms, record, results, bench.overrides);
    const { gasUsed, hash } = await bench.mined(sending);
    add(`executeCallback${suffix}`, Number(gasUsed));
    return calleeGasOf(bench, hash, task.terms.callback.target);
  }

  async function measureLong(task: DrawnTask): Promise<void> {
    for (const [index, key] of ["submitResult.first.1KiB", "submitResult.next.1KiB"].entries()) {
      add(key, Number((await answer(bench, task, task.order[index] as DrawnPosition, LONG_RESULT)).gasUsed));
    }
  }

  async function measureSkips(task: DrawnTask): Promise<void> {
    for (const [index, key] of ["skipTask", "skipTask.next"].entries()) {
      const { controller, operator, position, hint } = task.order[index] as DrawnPosition;
      const dispatcher = bench.dispatcher.connect(await bench.actAs(controller));
      await haveSkippedBefore(bench, operator);
      add(key, await bench.gasOf(dispatcher.skipTask(task.id, { position, hint }, bench.overrides)));
    }
  }
}

const SKIP_QUOTA = 32n;
/** Slot of the Dispatcher's count of skips by operator; checked below against what it answers. */
const SKIPS_SLOT = 4n;

/**
 * Gives an operator a skip, as everybody has who worked before: of a roster of thousands the same one is hardly drawn
 * twice, so the count is written where the Dispatcher keeps it.
 *
 * @throws {Error} when the Dispatcher does not see it there.
 */
async function haveSkippedBefore({ connection, dispatcher }: Bench, operator: number): Promise<void> {
  const place = AbiCoder.defaultAbiCoder().encode(["uint256", "uint256"], [operator, SKIPS_SLOT]);
  const epoch = Math.floor((await connection.ethers.provider.getBlockNumber()) / EPOCH_BLOCKS);
  const word = toBeHex((1n << 128n) | BigInt(epoch), 32);
  await connection.provider.request({
    method: "hardhat_setStorageAt",
    params: [String(dispatcher.target), keccak256(place), word],
  });
  if ((await dispatcher.freeSkipsOf(operator)) !== SKIP_QUOTA - 1n)
    throw new Error("The skips are kept elsewhere now.");
}

/** Draws a task, and makes sure that who is drawn is not new. */
async function draw(bench: Bench, roster: RosterHistory, task: BenchTask): Promise<DrawnTask> {
  const order = await drawTask(bench, task.id, roster);
  await warmOperators(bench, order);
  return { ...task, order };
}

async function answer(bench: Bench, { id, terms }: BenchTask, drawn: DrawnPosition, result: string) {
  const { controller, position, hint } = drawn;
  const dispatcher = bench.dispatcher.connect(await bench.actAs(controller));
  return bench.mined(dispatcher.submitResult(id, terms, { position, hint }, result, "0x", bench.overrides));
}
