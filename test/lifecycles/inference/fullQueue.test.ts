import { expect } from "chai";
import { id as hashText } from "ethers";
import { network } from "hardhat";

import { emptyFile } from "../../../sdk/inference/emptyFile.ts";
import type { InferenceFile } from "../../../sdk/inference/inferenceOrder.ts";
import {
  deployInference,
  inferenceDefaults,
  type InferenceSuite,
  inferenceTerms,
} from "../../helpers/inferenceMarket.ts";
import { answerRound } from "../../helpers/suite.ts";

const connection = await network.create();
const { networkHelpers } = connection;
/** What most pay, and what one pays more, of the same magnitude: so they share a queue. */
const [USUAL, BETTER] = [(inferenceDefaults.fee * 6n) / 5n, (inferenceDefaults.fee * 9n) / 5n];
/** Most tasks in one queue, which is a constant of the code. */
const QUEUE_LIMIT = 256n;
/** Enough for each call, so that none is tried before it is sent. */
const overrides = { gasLimit: 1_000_000n };
const FEE_TOO_LOW = 3n;

interface Waiting {
  readonly id: string;
  readonly file: InferenceFile;
}

/** The market with nodes that rest, and a queue that is full of tasks alike but for their fees. */
async function fixture() {
  const suite = await deployInference(connection);
  for (const { signer } of suite.nodes) await suite.market.connect(signer).pauseNode();
  const waiting: Waiting[] = [];
  for (let nonce = 1n; nonce <= QUEUE_LIMIT; ++nonce) waiting.push(await post(suite, nonce, USUAL));
  await answerRound(suite);
  for (const { id } of waiting) await suite.market.startTask(id, overrides);
  return { suite, waiting };
}

async function post(suite: InferenceSuite, nonce: bigint, paid: bigint): Promise<Waiting> {
  const { market, application, keys } = suite;
  const terms = inferenceTerms(suite, nonce, hashText(`guid ${nonce}`), { fee: paid });
  const { blockNumber } = await market.connect(application).createTask(terms as never, keys as never, overrides);
  const order = { terms, keys, creator: application.address, createdAt: BigInt(blockNumber!) };
  return { id: await market.taskIdOf(application, terms.taskIdCommitment), file: emptyFile(order) };
}

describe("InferenceMarket: what its model promised, 12: a queue that is full", () => {
  /** A task that comes when the queue is full, and what its turn does. */
  async function arrive(suite: InferenceSuite, paid: bigint) {
    const task = await post(suite, QUEUE_LIMIT + 1n, paid);
    await answerRound(suite);
    return { task, turn: await suite.market.startTask(task.id, overrides) };
  }

  it("gives up the newest of those that pay least for one that pays more, and pays its fee back", async () => {
    const { suite, waiting } = await networkHelpers.loadFixture(fixture);
    const { market, application, escrow, stranger, native } = suite;
    const loser = waiting.at(-1)!;
    const queue = await market.queueOf(loser.id);
    expect((await market.queueState(queue))[0]).to.equal(QUEUE_LIMIT);

    const { task, turn } = await arrive(suite, BETTER);

    await expect(turn).to.emit(market, "TaskEndAborted").withArgs(loser.id, application, FEE_TOO_LOW, 0n);
    expect(await market.queueState(queue)).to.deep.equal([QUEUE_LIMIT, task.id]);
    const credit = await escrow.creditOf(application, native);
    await market.connect(stranger).collectRefund(loser.id, loser.file as never);
    expect(await escrow.creditOf(application, native)).to.equal(credit + USUAL);
    await expect(market.connect(stranger).collectRefund(loser.id, loser.file as never))
      .to.be.revertedWithCustomError(market, "InferenceNothingDue")
      .withArgs(loser.id);
  });

  it("turns one away that pays no more than the least, which gets its fee back", async () => {
    const { suite, waiting } = await networkHelpers.loadFixture(fixture);
    const { market, application, escrow, native } = suite;
    const { task, turn } = await arrive(suite, USUAL);
    await expect(turn).to.emit(market, "TaskEndAborted").withArgs(task.id, application, FEE_TOO_LOW, 0n);
    expect((await market.queueState(await market.queueOf(task.id)))[1]).to.equal(waiting[0]!.id);
    const credit = await escrow.creditOf(application, native);
    await market.collectRefund(task.id, task.file as never);
    expect(await escrow.creditOf(application, native)).to.equal(credit + USUAL);
    expect(await escrow.heldBy(market, native)).to.equal(QUEUE_LIMIT * USUAL);
  });
});
