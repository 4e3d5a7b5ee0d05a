import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";

import { verifyInference } from "../../scripts/verify/inference/verifyInference.ts";
import type { Finding } from "../../scripts/verify/finding.ts";
import { verifyLedger } from "../../scripts/verify/verifyLedger.ts";
import { verifyRounds } from "../../scripts/verify/verifyRounds.ts";
import { verifyStakes } from "../../scripts/verify/verifyStakes.ts";
import {
  clientOf,
  createSiblings,
  createTask,
  deployInference,
  drawSampled,
  drawTasks,
  inferenceDefaults,
  type InferenceSuite,
  proveSampling,
  scoreTask,
  uploadParameters,
  uploadResult,
  validateGroup,
} from "../helpers/inferenceMarket.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { periods } = inferenceDefaults;

/** A task paid on its own, a group with a liar, and others that ended by each kind of silence. */
async function runFixture(): Promise<InferenceSuite> {
  const suite = await deployInference(connection, {
    stakes: Array<bigint>(6).fill(inferenceDefaults.nodeStake),
    sampling: { samplingModulus: 2 },
  });
  const { market, stranger } = suite;

  const single = await scoreTask(suite, false);
  await market.validateSingleTask(single.id, single.file as never, (await proveSampling(suite, single)).proof);
  await uploadResult(suite, single);

  const first = await scoreTask(suite, true, {}, "0x0123456789abcdef");
  const siblings = await createSiblings(suite, first, ["0x0123456789abcdef", "0xfedcba9876543210"]);
  await validateGroup(suite, [first, ...siblings]);
  await uploadResult(suite, first, [first, siblings[0]!]);

  const silent = await drawSampled(suite, false);
  await uploadParameters(suite, silent);
  const unfed = await drawSampled(suite, false);
  await networkHelpers.mine(Math.max(periods.maxExecution, periods.parameters));
  await market.connect(stranger).abortTask(silent.id, silent.file as never);
  await market.connect(stranger).abortTask(unfed.id, unfed.file as never);

  const waiting = await createTask(suite);
  const isListed = await Promise.all(
    suite.nodes.map(async ({ operator }) => (await market.nodeOf(operator)).position !== 0n),
  );
  const listed = suite.nodes.filter((_, index) => isListed[index]);
  for (const { signer } of listed) await market.connect(signer).pauseNode();
  await drawTasks(suite, waiting);
  await market.connect(listed[0]!.signer).resumeNode();
  const queue = await market.queueOf(waiting.id);
  await market.connect(stranger).admitTask(queue, listed[0]!.operator, { value: await suite.beacon.entryFee() });
  return suite;
}

async function verify(suite: InferenceSuite): Promise<Finding[]> {
  const client = await clientOf(suite);
  const { rounds } = await verifyRounds(client);
  const { findings, movements, offences, tasks } = await verifyInference(client, rounds);
  expect(tasks).to.equal(7);
  return [...findings, ...(await verifyLedger(client, [], [movements])), ...(await verifyStakes(client, [], offences))];
}

describe("verifyInference", () => {
  it("finds nothing wrong with payments, refunds and punishments", async () => {
    const suite = await networkHelpers.loadFixture(runFixture);
    const slashed = await suite.registry.queryFilter(suite.registry.filters.Slashed());

    expect(await verify(suite)).to.deep.equal([]);
    // The liar, and the node that was silent.
    expect(slashed.length).to.equal(2);
  });

  it("finds what a node got beside its fee", async () => {
    const suite = await networkHelpers.loadFixture(runFixture);
    const [paid] = await suite.market.queryFilter(suite.market.filters.TaskEndSuccess());
    const receiver = await suite.registry.rewardsReceiverOf(paid!.args.operator);
    const { escrow, native } = suite;
    const credit = await escrow.creditOf(receiver, native);
    await networkHelpers.impersonateAccount(await suite.market.getAddress());
    await networkHelpers.setBalance(await suite.market.getAddress(), 10n ** 18n);
    const market = await connection.ethers.getSigner(await suite.market.getAddress());

    // What another task left in escrow goes to somebody whom nobody owed it.
    await escrow.connect(market).release(native, [{ to: receiver, amount: 1n }]);

    expect((await verify(suite)).map(({ subject, found }) => [subject, found])).to.deep.equal([
      [`credit of ${receiver} in ${ZeroAddress}`, String(credit + 1n)],
      [`held by the inference in ${ZeroAddress}`, String(await escrow.heldBy(market, native))],
    ]);
  });

  it("finds sampling numbers that do not follow from the round's word", async () => {
    const suite = await networkHelpers.loadFixture(runFixture);
    const client = await clientOf(suite);
    const { rounds } = await verifyRounds(client);
    const altered = new Map([...rounds].map(([round, known]) => [round, { ...known, word: known.word ^ 1n }]));

    const { findings } = await verifyInference(client, altered);

    const subjects = new Set(findings.map(({ subject }) => subject.replace(/0x\w+/, "…")));
    expect(subjects).to.include("sampling proof of inference task …");
  });
});
