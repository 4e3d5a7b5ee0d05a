import { expect } from "chai";
import type { Contract } from "ethers";
import { network } from "hardhat";

import { deployToken, mineBefore } from "../../helpers/dispatchMoves.ts";
import { FAR, playGroup, SCORE, storedStatuses } from "../../helpers/inferenceGroups.ts";
import {
  createTask,
  deployInference,
  drawSampled,
  drawTasks,
  inferenceDefaults,
  type InferenceSuite,
  nodeOf,
  scoreTask,
  statusOf,
  type TestTask,
  uploadResult,
  validateGroup,
  validateSingle,
} from "../../helpers/inferenceMarket.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { fee, nodeStake, sampling } = inferenceDefaults;
/** One unit of the token is worth two of the staking currency. */
const RATE = 2n * 10n ** 18n;

interface TokenSuite extends InferenceSuite {
  readonly token: Contract;
}

/** The market, which takes a token of which the application has credit. */
async function fixture(): Promise<TokenSuite> {
  const suite = await deployInference(connection, { sampling: { samplingModulus: 2 } });
  const token = await deployToken(suite, suite.application.address);
  await suite.market.setFeeRate(token, RATE);
  return { ...suite, token };
}

describe("InferenceMarket: fees in a token", () => {
  let suite: TokenSuite;
  let currency: string;
  let credit: bigint;
  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(fixture);
    currency = await suite.token.getAddress();
    credit = await creditOf(suite.application.address);
  });

  const creditOf = (account: string) => suite.escrow.creditOf(account, currency);
  const held = () => suite.escrow.heldBy(suite.market, currency);
  const earned = async (tasks: readonly TestTask[]) =>
    Promise.all(tasks.map(async (task) => creditOf((await nodeOf(suite, task)).signer.address)));

  it("are held in the token, and the beacon's entries in the native coin", async () => {
    const { escrow, market, beacon, application, native } = suite;
    const before = await escrow.creditOf(application, native);
    await createTask(suite, { currency });
    expect(await held()).to.equal(fee);
    expect(await creditOf(application.address)).to.equal(credit - fee);
    expect(await escrow.heldBy(market, native)).to.equal(0n);
    expect(await escrow.creditOf(application, native)).to.equal(before - 2n * (await beacon.entryFee()));
  });

  it("are paid to the node in the token, which it withdraws", async () => {
    const { escrow, token } = suite;
    const task = await scoreTask(suite, false, { currency });
    await validateSingle(suite, task);
    await uploadResult(suite, task);
    const { signer } = await nodeOf(suite, task);
    expect(await creditOf(signer.address)).to.equal(fee);
    expect(await held()).to.equal(0n);
    await escrow.connect(signer).withdraw(currency, signer, fee);
    expect(await token.balanceOf!(signer)).to.equal(fee);
  });

  it("are shared in a group, where two return in the token", async () => {
    const tasks = await playGroup(suite, [SCORE, SCORE, SCORE], { currency });
    expect(await held()).to.equal(3n * fee);
    await validateGroup(suite, tasks);
    expect(await creditOf(suite.application.address)).to.equal(credit - fee);
    await uploadResult(suite, tasks[0]!, tasks);
    expect((await earned(tasks)).reduce((sum, part) => sum + part)).to.equal(fee);
    expect(await held()).to.equal(0n);
  });

  it("leave the slash of a lie in the staking currency", async () => {
    const { registry, escrow, native } = suite;
    const tasks = await playGroup(suite, [FAR, SCORE, SCORE], { currency });
    const treasury = await registry.treasury();
    const before = await escrow.creditOf(treasury, native);
    await validateGroup(suite, tasks);
    expect((await storedStatuses(suite, tasks))[0]).to.equal("EndInvalidated");
    const slashed = (nodeStake * BigInt(sampling.slashBps)) / 10_000n;
    expect((await escrow.creditOf(treasury, native)) - before).to.equal(slashed);
    expect(await creditOf(treasury)).to.equal(0n);
  });

  it("return in the token when the task is aborted, less the share of a node that waited", async () => {
    const { market, stranger } = suite;
    const task = await drawSampled(suite, false, { currency });
    await mineBefore(suite, await market.deadlineOf(task.id));
    await market.connect(stranger).abortTask(task.id, task.file as never);
    const share = (fee * BigInt(sampling.lateBps)) / 10_000n;
    expect(await earned([task])).to.deep.equal([share]);
    expect(await creditOf(suite.application.address)).to.equal(credit - share);
    expect(await held()).to.equal(0n);
  });

  it("count by their rate where a node must stand for them", async () => {
    const { market, nodes } = suite;
    const { feeLimit } = await market.nodeOf(nodes[0]!.operator);
    const within = await createTask(suite, { currency, fee: feeLimit / 2n });
    const beyond = await createTask(suite, { currency, fee: feeLimit / 2n + 1n });
    await drawTasks(suite, within, beyond);
    expect((await market.taskOf(beyond.id)).bondedFee).to.equal(feeLimit + 1n);
    expect([await statusOf(suite, within), await statusOf(suite, beyond)]).to.deep.equal(["Started", "Queued"]);
  });

  it("are not taken by value", async () => {
    const { market, application, beacon, keys } = suite;
    const task = await createTask(suite, { currency });
    const terms = { ...task.file.order.terms, models: [...task.file.order.terms.models] };
    const next = { ...terms, taskIdCommitment: currency.padEnd(66, "0"), nonce: task.nonce + 1n };
    const entries = 2n * (await beacon.entryFee());
    await expect(market.connect(application).createTask(next as never, keys as never, { value: entries + fee }))
      .to.be.revertedWithCustomError(market, "InferenceWrongValue")
      .withArgs(entries + fee, entries);
    await expect(market.connect(application).createTask(next as never, keys as never, { value: entries })).to.emit(
      market,
      "TaskCreated",
    );
  });
});
