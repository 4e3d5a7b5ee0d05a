import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import type { Contract } from "ethers";

import { commitmentOf } from "../../sdk/dispatch/commitmentOf.ts";
import type { DrawnPosition } from "../../sdk/dispatch/drawOrder.ts";
import type { ResultRecord } from "../../sdk/dispatch/resultRecord.ts";
import { defaults } from "./defaults.ts";
import { resultOf, runnerAt, type TestTask } from "./dispatch.ts";
import type { TestSuite } from "./suite.ts";

/** `consumeResult` as a callback calls it. */
export const CONSUME_INSIDE = "consumeResult(bytes32,address)";

/** `consumeResult` as it is called outside of a callback. */
// One literal, since the generated types know the function by it.
// prettier-ignore
export const CONSUME_LATER = "consumeResult(bytes32,address,(address,bytes32,address,uint128,uint8,bytes32,address,(uint8,address,bytes32),(address,bytes4,uint32,uint64,uint128),uint24,uint24,uint24),(uint256[],bytes32[],uint40))" as const;

/** The Dispatcher as the runner of a position calls it. */
export function dispatcherOf(suite: TestSuite, drawn: DrawnPosition) {
  return suite.dispatcher.connect(runnerAt(suite, drawn).signer);
}

/** Passes from a position. */
export async function skip(suite: TestSuite, task: TestTask, drawn: DrawnPosition) {
  const { position, hint } = drawn;
  return dispatcherOf(suite, drawn).skipTask(task.id, { position, hint });
}

/** Reports that a position stayed silent. */
export async function advance(
  suite: TestSuite,
  task: TestTask,
  { position, hint }: DrawnPosition,
  reporter: HardhatEthersSigner = suite.stranger,
) {
  return suite.dispatcher.connect(reporter).advance(task.id, task.terms, { position, hint });
}

/** Waits until a position's time is over, and reports it. */
export async function miss(suite: TestSuite, task: TestTask, drawn: DrawnPosition) {
  const [, deadline] = await suite.dispatcher.responseTimeOf(task.id, drawn.position);
  await mineBefore(suite, deadline + 1n);
  return advance(suite, task, drawn);
}

/** Commits to a value from a position. */
export async function commit(suite: TestSuite, task: TestTask, drawn: DrawnPosition, value: bigint, salt: string) {
  const { position, hint, controller } = drawn;
  const commitment = commitmentOf({ id: task.id, runner: controller, result: resultOf(value), salt });
  return dispatcherOf(suite, drawn).commitResult(task.id, task.terms, { position, hint }, commitment);
}

/** Reveals a value from a position. */
export async function reveal(suite: TestSuite, task: TestTask, drawn: DrawnPosition, value: bigint, salt: string) {
  const { position, hint } = drawn;
  const dispatcher = dispatcherOf(suite, drawn);
  return dispatcher.revealResult(task.id, task.terms, { position, hint }, resultOf(value), "0x", salt);
}

/** Ends a task that is out of time or runners. */
export async function expire(suite: TestSuite, task: TestTask) {
  return suite.dispatcher.connect(suite.stranger).expire(task.id, task.terms);
}

/** Waits until a task's timeout block, and ends it there. */
export async function timeOut(suite: TestSuite, task: TestTask) {
  const { timeoutBlock } = await suite.lens.taskOf(task.id);
  await mineBefore(suite, timeoutBlock);
  return expire(suite, task);
}

/** Settles a task by default. */
export async function settle(suite: TestSuite, task: TestTask, record: ResultRecord) {
  return suite.dispatcher.connect(suite.stranger).settle(task.id, task.terms, record);
}

/** Consumes outside of a callback. */
export async function consume(
  suite: TestSuite,
  task: TestTask,
  runner: string,
  record: ResultRecord,
  caller: HardhatEthersSigner = suite.actor,
) {
  return suite.dispatcher.connect(caller)[CONSUME_LATER](task.id, runner, task.terms, record);
}

/** Mines so that the next transaction is in the block. */
export async function mineBefore(suite: TestSuite, block: bigint | number): Promise<void> {
  const { networkHelpers, ethers } = suite.connection;
  const last = BigInt(block) - 1n;
  if (BigInt(await ethers.provider.getBlockNumber()) < last) await networkHelpers.mineUpTo(last);
}

/** The block that the next transaction is in. */
export async function nextBlock(suite: TestSuite): Promise<bigint> {
  return BigInt(await suite.connection.ethers.provider.getBlockNumber()) + 1n;
}

/** A token of which the actor, or another account, has credit. */
export async function deployToken(suite: TestSuite, account: string = suite.actor.address): Promise<Contract> {
  const { ethers } = suite.connection;
  const token = (await ethers.deployContract("PaymentTokenMock")) as unknown as Contract;
  await token.mint!(suite.governor, defaults.credit);
  await token.approve!(suite.escrow, defaults.credit);
  await suite.escrow.deposit(token, account, defaults.credit);
  return token;
}
