import { expect } from "chai";
import { AbiCoder } from "ethers";
import { network } from "hardhat";

import type { PriceConsumer } from "../../typechain-types/index.ts";
import {
  type AttestationSuite,
  createDefinition,
  deployAttestation,
  prepareTask,
  send,
  STATUS,
  submit,
} from "../helpers/attestation.ts";
import { defaults } from "../helpers/defaults.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const SYMBOL = "ETH/USD";
const PRICE = 4_242n * 10n ** 8n;
const TIME = 1_700_000_000n;

async function consumerFixture(): Promise<AttestationSuite & { consumer: PriceConsumer }> {
  const suite = await deployAttestation(connection);
  const { center, owner, definition } = suite;
  const consumer = (await ethers.deployContract("PriceConsumer", [center, definition])) as unknown as PriceConsumer;
  await center.connect(owner).setTaskDefinitionHook(definition, consumer, defaults.hookGas);
  return { ...suite, consumer };
}

const dataOf = (price: bigint, time: bigint, symbol = SYMBOL) =>
  AbiCoder.defaultAbiCoder().encode(["string", "uint128", "uint64"], [symbol, price, time]);

describe("PriceConsumer", () => {
  it("writes the price of an approved task", async () => {
    const suite = await networkHelpers.loadFixture(consumerFixture);
    const task = await prepareTask(suite, { info: { data: dataOf(PRICE, TIME) } });

    await expect(send(suite, task)).to.emit(suite.consumer, "PriceUpdated").withArgs(task.id, SYMBOL, PRICE, TIME);

    expect(await suite.consumer.priceOf(SYMBOL)).to.deep.equal([PRICE, TIME]);
  });

  it("writes nothing of a rejected task", async () => {
    const suite = await networkHelpers.loadFixture(consumerFixture);

    const task = await submit(suite, { isApproved: false, info: { data: dataOf(PRICE, TIME) } });

    expect(await suite.center.statusOf(task.id)).to.equal(STATUS.Rejected);
    expect(await suite.consumer.priceOf(SYMBOL)).to.deep.equal([0n, 0n]);
  });

  it("refuses a price that is not newer, so that nobody is paid for it", async () => {
    const suite = await networkHelpers.loadFixture(consumerFixture);
    const { center, consumer } = suite;
    await submit(suite, { info: { data: dataOf(PRICE, TIME) } });

    for (const time of [TIME - 1n, TIME]) {
      const task = await prepareTask(suite, { info: { data: dataOf(PRICE + 1n, time) } });
      const reason = consumer.interface.encodeErrorResult("PriceConsumerStale", [SYMBOL, time, TIME]);
      await expect(send(suite, task))
        .to.be.revertedWithCustomError(center, "AttestationHookRefused")
        .withArgs(task.id, await consumer.getAddress(), reason);
    }
    await submit(suite, { info: { data: dataOf(PRICE + 1n, TIME + 1n) } });
    expect(await consumer.priceOf(SYMBOL)).to.deep.equal([PRICE + 1n, TIME + 1n]);
  });

  it("keeps each symbol's price", async () => {
    const suite = await networkHelpers.loadFixture(consumerFixture);
    await submit(suite, { info: { data: dataOf(PRICE, TIME) } });
    await submit(suite, { info: { data: dataOf(7n, TIME - 5n, "BTC/USD") } });

    expect(await suite.consumer.priceOf(SYMBOL)).to.deep.equal([PRICE, TIME]);
    expect(await suite.consumer.priceOf("BTC/USD")).to.deep.equal([7n, TIME - 5n]);
  });

  it("listens to the center alone", async () => {
    const suite = await networkHelpers.loadFixture(consumerFixture);
    const { consumer, stranger, definition } = suite;
    const { id, info } = await prepareTask(suite, { info: { data: dataOf(PRICE, TIME) } });

    await expect(consumer.connect(stranger).afterTaskSubmission(id, info, true, 1n, 1n))
      .to.be.revertedWithCustomError(consumer, "PriceConsumerNotCenter")
      .withArgs(stranger.address, definition);
  });

  it("listens to its own definition alone", async () => {
    const suite = await networkHelpers.loadFixture(consumerFixture);
    const { center, consumer, owner } = suite;
    const other = await createDefinition(suite, owner);
    await center.fundTaskDefinition(other, defaults.definitionFunds, { value: defaults.definitionFunds });
    await center.connect(owner).setTaskDefinitionHook(other, consumer, defaults.hookGas);
    const task = await prepareTask(suite, { info: { taskDefinitionId: other, data: dataOf(PRICE, TIME) } });
    const reason = consumer.interface.encodeErrorResult("PriceConsumerNotCenter", [await center.getAddress(), other]);

    await expect(send(suite, task))
      .to.emit(center, "HookFailed")
      .withArgs(task.id, await consumer.getAddress(), reason);
    expect(await consumer.priceOf(SYMBOL)).to.deep.equal([0n, 0n]);
  });
});
