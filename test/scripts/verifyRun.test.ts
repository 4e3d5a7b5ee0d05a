import { expect } from "chai";
import { AbiCoder, keccak256, toBeHex, zeroPadValue } from "ethers";
import { network } from "hardhat";

import { verifyRun } from "../../scripts/verify/verifyRun.ts";
import {
  answer,
  completeWithCallback,
  execute,
  orderOf,
  recordOf,
  runnerAt,
  submitDrawn,
} from "../helpers/dispatch.ts";
import { defaults } from "../helpers/defaults.ts";
import { deployTestSuite, type TestSuite } from "../helpers/suite.ts";

const connection = await network.create();
const { networkHelpers, ethers } = connection;

/** A run with a task consumed in its callback, one settled by default, and one with a no-show that timed out. */
async function runFixture(): Promise<TestSuite> {
  const suite = await deployTestSuite(connection);
  const { task, opened } = await completeWithCallback(suite, [7n, 7n, 8n]);
  await execute(suite, task, opened);

  const settled = await submitDrawn(suite);
  for (const drawn of settled.order.slice(0, 3)) await answer(suite, settled.task, drawn, 5n);
  const { record } = await recordOf(suite, settled.task);
  await networkHelpers.mine(defaults.consumeBlocks + 1);
  await suite.dispatcher.settle(settled.task.id, settled.task.terms, record);

  const late = await submitDrawn(suite);
  await answer(suite, late.task, late.order[0]!, 5n);
  await networkHelpers.mine(defaults.responseBlocks + 1);
  const { position, hint } = late.order[1]!;
  await suite.dispatcher.connect(suite.stranger).advance(late.task.id, late.task.terms, { position, hint });
  const [, , , replacement] = await orderOf(suite, late.task);
  const { signer } = runnerAt(suite, replacement!);
  await suite.dispatcher.connect(signer).skipTask(late.task.id, { position: 3, hint: replacement!.hint });
  await networkHelpers.mine(defaults.timeoutBlocks);
  await suite.dispatcher.expire(late.task.id, late.task.terms);
  return suite;
}

/** Overwrites a word of a mapping of mappings, as no transaction could. */
async function overwrite(contract: string, slot: bigint, keys: string[], value: bigint): Promise<void> {
  const coder = AbiCoder.defaultAbiCoder();
  const place = keys.reduce(
    (outer, key) => keccak256(coder.encode(["bytes32", "bytes32"], [zeroPadValue(key, 32), outer])),
    toBeHex(slot, 32),
  );
  await networkHelpers.setStorageAt(contract, place, toBeHex(value, 32));
}

describe("verifyRun", () => {
  it("finds nothing wrong with an honest run", async () => {
    const suite = await networkHelpers.loadFixture(runFixture);

    const { tasks, rounds, findings } = await verifyRun(suite);

    expect(findings).to.deep.equal([]);
    expect(tasks).to.equal(3);
    expect(rounds).to.equal(3);
  });

  it("finds a payment that was altered by one unit", async () => {
    const suite = await networkHelpers.loadFixture(runFixture);
    const [payment] = await suite.dispatcher.queryFilter(suite.dispatcher.filters.RunnerPaid());
    const { receiver } = payment!.args;
    const credit = await suite.escrow.creditOf(receiver, ethers.ZeroAddress);

    // Balances are stored plus one.
    await overwrite(await suite.escrow.getAddress(), 0n, [receiver, ethers.ZeroAddress], credit + 2n);

    const { findings } = await verifyRun(suite);
    expect(findings.map(({ subject }) => subject)).to.deep.equal([`credit of ${receiver} in ${ethers.ZeroAddress}`]);
  });

  it("finds a draw that was altered", async () => {
    const suite = await networkHelpers.loadFixture(runFixture);
    const beacon = await suite.beacon.getAddress();
    const [requestedAt, answeredAt, word] = await suite.beacon.roundOf(1);
    const altered = ((word ^ 1n) << 80n) | (answeredAt << 40n) | requestedAt;

    await overwrite(beacon, 2n, [toBeHex(1)], altered);

    expect((await suite.beacon.roundOf(1)).word).to.equal(word ^ 1n);
    const { findings } = await verifyRun(suite);
    expect(findings.map(({ subject }) => subject.replace(/0x\w+/, "…"))).to.deep.equal([
      "stored word of round 1",
      "seed of task …",
    ]);
  });

  it("finds another coordinator's code", async () => {
    const suite = await networkHelpers.loadFixture(runFixture);
    const { coordinator } = suite.deployment.addresses;
    const code = await ethers.provider.getCode(coordinator);

    await networkHelpers.setCode(coordinator, `${code.slice(0, -2)}00`);

    const { findings } = await verifyRun(suite);
    expect(findings.map(({ subject }) => subject)).to.deep.equal([`code of the coordinator ${coordinator}`]);
  });
});
