import { expect } from "chai";
import { type Contract, ZeroAddress, id as hashOf } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import { deployToken } from "../helpers/dispatchMoves.ts";
import type { Refusal, TaskMarketAdapter } from "./taskMarketAdapter.ts";

/**
 * What every lifecycle owes its users, whatever its tasks are.
 *
 * @param connection The network of the test file.
 * @param fixture Deploys the market; a named function, since it is restored from a snapshot.
 */
export function shouldBehaveLikeTaskMarket(
  connection: NetworkConnection,
  fixture: () => Promise<TaskMarketAdapter>,
): void {
  const { networkHelpers, ethers } = connection;
  const load = () => networkHelpers.loadFixture(fixture);

  async function expectRefused({ send, contract, error, values }: Refusal): Promise<void> {
    await expect(send())
      .to.be.revertedWithCustomError(contract as Contract, error)
      .withArgs(...values);
  }

  describe("behaves like a task market", () => {
    it("knows nothing of an id that nobody submitted, and refuses every call to it", async () => {
      const market = await load();
      const id = hashOf("nobody's task");

      expect(await market.statusOf(id)).to.equal(market.statuses.none);
      for (const call of market.unknownCalls(id)) await expectRefused(call);
      expect(await market.statusOf(id)).to.equal(market.statuses.none);
    });

    it("refuses a submission that is replayed", async () => {
      const market = await load();

      await expectRefused(await market.replay());
    });

    it("takes work in the last block, and none in the next", async () => {
      const market = await load();
      const task = await market.open(ZeroAddress);
      await task.reachLastBlock();
      const snapshot = await networkHelpers.takeSnapshot();
      await expect(task.work()).to.not.revert(ethers);
      await snapshot.restore();
      await networkHelpers.mine(1);

      await expectRefused(await task.workTooLate());
    });

    it("cannot be ended before its time, and by anybody afterwards", async () => {
      const market = await load();
      const task = await market.open(ZeroAddress);
      await task.reachLastBlock();

      await expectRefused(await task.expireTooEarly());
      await networkHelpers.mine(1);
      await expect(task.expire()).to.not.revert(ethers);
    });

    it("stops new work while paused, and lets everybody out with their money", async () => {
      const market = await load();
      const { escrow, actor, native } = market.suite;
      const credit = await escrow.creditOf(actor, native);
      const task = await market.open(native);
      const locked = await escrow.heldBy(market.market, native);
      await market.setPaused(true);

      await expectRefused(market.submitPaused());
      await task.reachLastBlock();
      await networkHelpers.mine(1);
      await task.expire();
      await task.finish();

      expect(await market.statusOf(task.id)).to.equal(market.statuses.final);
      expect(locked).to.be.greaterThan(0n);
      expect(await escrow.heldBy(market.market, native)).to.equal(0n);
      expect(credit - (await escrow.creditOf(actor, native))).to.be.lessThan(locked);
    });

    it("pays nobody by itself: a payee that cannot be paid stops neither the task nor anybody else", async () => {
      const market = await load();
      const { escrow, registry, native, actor, dispatcher } = market.suite;
      const refusing = (await ethers.deployContract("ActorMock", [dispatcher])) as unknown as Contract;
      await refusing.setUnwilling!(true);
      const receiver = await refusing.getAddress();
      for (const { signer } of market.suite.operators) await registry.connect(signer).setRewardsReceiver(receiver);

      const { amount } = await market.completeFor(native);

      expect(await escrow.creditOf(receiver, native)).to.equal(amount);
      await expect(refusing.withdraw!(escrow, native, receiver, amount))
        .to.be.revertedWithCustomError(escrow, "EscrowWithdrawalFailed")
        .withArgs(receiver, amount);
      await expect(escrow.connect(actor).withdraw(native, actor, 1n)).to.emit(escrow, "Withdrawn");
      await refusing.withdraw!(escrow, native, actor, amount);
      expect(await escrow.creditOf(receiver, native)).to.equal(0n);
    });

    it("moves no token in any transition, so a token that calls back finds nothing to re-enter", async () => {
      const market = await load();
      const { escrow } = market.suite;
      const token = await deployToken(market.suite);
      const currency = await token.getAddress();
      await token.setHook!(market.market, await market.reentry());

      const { payee, amount } = await market.completeFor(currency);

      expect(await token.hookReason!()).to.equal("0x");
      expect(await token.hookSucceeded!()).to.equal(false);
      const signer = market.suite.operators.find((operator) => operator.signer.address === payee)!.signer;
      const held = await escrow.heldBy(market.market, currency);
      await escrow.connect(signer).withdraw(currency, payee, amount);
      expect(await token.balanceOf!(payee)).to.equal(amount);
      expect([await token.hookSucceeded!(), (await token.hookReason!()) === "0x"]).to.deep.equal([false, false]);
      expect(await escrow.heldBy(market.market, currency)).to.equal(held);
    });

    it("holds nothing once every task is over", async () => {
      const market = await load();
      const { escrow, native } = market.suite;
      const currency = await (await deployToken(market.suite)).getAddress();
      await market.completeFor(native);
      await market.completeFor(currency);
      const task = await market.open(currency);
      await task.reachLastBlock();
      await networkHelpers.mine(1);
      await task.expire();
      await task.finish();

      const held = [native, currency].map((one) => escrow.heldBy(market.market, one));
      expect(await Promise.all(held)).to.deep.equal([0n, 0n]);
    });

    it("can be rebuilt from its events alone, at each step", async () => {
      const market = await load();
      const task = await market.open(ZeroAddress);
      const expectTold = async () => {
        const { told, stored } = await market.reconstruct(task);
        expect(told).to.deep.equal(stored);
      };

      await expectTold();
      await task.reachLastBlock();
      await task.work();
      await expectTold();
      await task.expire();
      await expectTold();
      await task.finish();
      await expectTold();
    });
  });
}
