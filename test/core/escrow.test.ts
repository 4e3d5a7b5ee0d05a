import { expect } from "chai";
import { MaxUint256, type Contract } from "ethers";
import { network } from "hardhat";

import { Escrow__factory } from "../../typechain-types/index.ts";
import { defaults } from "../helpers/defaults.ts";
import { signPermit } from "../helpers/permit.ts";
import { createRandom } from "../helpers/random.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture } = networkHelpers;
const { ZeroAddress: native, ZeroAddress } = ethers;

const AMOUNT = defaults.paymentPerRunner;
const Fault = { KeepsFee: 1, ReturnsFalse: 2, ReturnsNothing: 3, OnlyClaims: 4 };

/** An empty Escrow, a token that everybody has, and accounts; `marketA` and `marketB` play markets. */
async function deployEscrow() {
  const [owner, alice, bob, marketA, marketB] = (await ethers.getSigners()) as [Signer, Signer, Signer, Signer, Signer];
  const escrow = await new Escrow__factory(owner).deploy();
  const token = (await ethers.deployContract("TokenMock")) as unknown as Contract;
  const account = (await ethers.deployContract("AccountMock")) as unknown as Contract;
  const tokenAddress = await token.getAddress();
  await token.mint!(alice, defaults.credit);
  await (token.connect(alice) as Contract).approve!(escrow, MaxUint256);
  return { escrow, token, tokenAddress, account, alice, bob, marketA, marketB };
}

/** Alice has credit in both currencies and approved market A. */
async function deployFunded() {
  const fixture = await deployEscrow();
  const { escrow, alice, marketA, tokenAddress } = fixture;
  await escrow.connect(alice).deposit(native, alice, AMOUNT, { value: AMOUNT });
  await escrow.connect(alice).deposit(tokenAddress, alice, AMOUNT);
  await escrow.connect(alice).approveMarket(marketA, true);
  return fixture;
}

/** Market A holds all of Alice's credit, and market B as much native coin of its own. */
async function deployHeld() {
  const fixture = await deployFunded();
  const { escrow, alice, marketA, marketB, tokenAddress } = fixture;
  await escrow.connect(marketA).hold(alice, native, AMOUNT);
  await escrow.connect(marketA).hold(alice, tokenAddress, AMOUNT);
  await escrow.connect(marketB).holdValue({ value: AMOUNT });
  return fixture;
}

type Signer = Awaited<ReturnType<typeof ethers.getSigners>>[number];

describe("Escrow", () => {
  describe("deposit", () => {
    it("credits native coin to the account that is named", async () => {
      const { escrow, alice, bob } = await loadFixture(deployEscrow);
      await expect(escrow.connect(alice).deposit(native, bob, AMOUNT, { value: AMOUNT }))
        .to.emit(escrow, "Deposited")
        .withArgs(alice.address, bob.address, native, AMOUNT);
      expect(await escrow.creditOf(bob, native)).to.equal(AMOUNT);
      expect(await escrow.creditOf(alice, native)).to.equal(0n);
      expect(await ethers.provider.getBalance(escrow)).to.equal(AMOUNT);
    });

    it("credits tokens to the account that is named", async () => {
      const { escrow, alice, bob, token, tokenAddress } = await loadFixture(deployEscrow);
      await expect(escrow.connect(alice).deposit(tokenAddress, bob, AMOUNT))
        .to.emit(escrow, "Deposited")
        .withArgs(alice.address, bob.address, tokenAddress, AMOUNT);
      expect(await escrow.creditOf(bob, tokenAddress)).to.equal(AMOUNT);
      expect(await token.balanceOf!(escrow)).to.equal(AMOUNT);
    });

    it("accepts a deposit of nothing", async () => {
      const { escrow, alice } = await loadFixture(deployEscrow);
      await escrow.deposit(native, alice, 0n);
      expect(await escrow.creditOf(alice, native)).to.equal(0n);
    });

    it("reverts when the account is the zero address", async () => {
      const { escrow } = await loadFixture(deployEscrow);
      await expect(escrow.deposit(native, ZeroAddress, AMOUNT, { value: AMOUNT }))
        .to.be.revertedWithCustomError(escrow, "EscrowZeroAddress")
        .withArgs();
    });

    describe("when the attached value is wrong", () => {
      it("reverts when it is less than the amount", async () => {
        const { escrow, alice } = await loadFixture(deployEscrow);
        await expect(escrow.deposit(native, alice, AMOUNT, { value: AMOUNT - 1n }))
          .to.be.revertedWithCustomError(escrow, "EscrowWrongValue")
          .withArgs(AMOUNT - 1n, AMOUNT);
      });

      it("reverts when it is more than the amount", async () => {
        const { escrow, alice } = await loadFixture(deployEscrow);
        await expect(escrow.deposit(native, alice, AMOUNT, { value: AMOUNT + 1n }))
          .to.be.revertedWithCustomError(escrow, "EscrowWrongValue")
          .withArgs(AMOUNT + 1n, AMOUNT);
      });

      it("reverts when it comes with tokens", async () => {
        const { escrow, alice, tokenAddress } = await loadFixture(deployEscrow);
        await expect(escrow.connect(alice).deposit(tokenAddress, alice, AMOUNT, { value: 1n }))
          .to.be.revertedWithCustomError(escrow, "EscrowWrongValue")
          .withArgs(1n, 0n);
      });
    });

    describe("given a token that is not sound", () => {
      it("reverts when it keeps a fee", async () => {
        const { escrow, alice, token, tokenAddress } = await loadFixture(deployEscrow);
        await token.setFault!(Fault.KeepsFee);
        await expect(escrow.connect(alice).deposit(tokenAddress, alice, AMOUNT))
          .to.be.revertedWithCustomError(escrow, "EscrowTransferMismatch")
          .withArgs(tokenAddress, AMOUNT, AMOUNT - AMOUNT / 100n);
      });

      it("reverts when it returns false", async () => {
        const { escrow, alice, token, tokenAddress } = await loadFixture(deployEscrow);
        await token.setFault!(Fault.ReturnsFalse);
        await expect(escrow.connect(alice).deposit(tokenAddress, alice, AMOUNT))
          .to.be.revertedWithCustomError(escrow, "SafeERC20FailedOperation")
          .withArgs(tokenAddress);
      });

      it("reverts when it only claims to have moved", async () => {
        const { escrow, alice, token, tokenAddress } = await loadFixture(deployEscrow);
        await token.setFault!(Fault.OnlyClaims);
        await expect(escrow.connect(alice).deposit(tokenAddress, alice, AMOUNT))
          .to.be.revertedWithCustomError(escrow, "EscrowTransferMismatch")
          .withArgs(tokenAddress, AMOUNT, 0n);
      });

      it("accepts one that returns nothing", async () => {
        const { escrow, alice, token, tokenAddress } = await loadFixture(deployEscrow);
        await token.setFault!(Fault.ReturnsNothing);
        await escrow.connect(alice).deposit(tokenAddress, alice, AMOUNT);
        expect(await escrow.creditOf(alice, tokenAddress)).to.equal(AMOUNT);
      });

      it("reverts when it deposits again in the middle of the transfer", async () => {
        const { escrow, alice, token, tokenAddress } = await loadFixture(deployEscrow);
        await token.setHook!(escrow, escrow.interface.encodeFunctionData("deposit", [native, alice.address, 0n]));
        await expect(escrow.connect(alice).deposit(tokenAddress, alice, AMOUNT)).to.be.revertedWithCustomError(
          escrow,
          "ReentrancyGuardReentrantCall",
        );
      });

      it("reverts when it withdraws the credit before it has arrived", async () => {
        const { escrow, alice, token, tokenAddress } = await loadFixture(deployEscrow);
        const data = escrow.interface.encodeFunctionData("withdraw", [tokenAddress, alice.address, AMOUNT]);
        await token.setHook!(escrow, data);
        await expect(escrow.connect(alice).deposit(tokenAddress, tokenAddress, AMOUNT)).to.be.revertedWithCustomError(
          escrow,
          "ReentrancyGuardReentrantCall",
        );
      });

      it("lets nobody hold the credit before the coins have arrived", async () => {
        const { escrow, alice, token, tokenAddress } = await loadFixture(deployEscrow);
        await escrow.connect(alice).approveMarket(tokenAddress, true);
        const data = escrow.interface.encodeFunctionData("hold", [alice.address, tokenAddress, AMOUNT]);
        await token.setHook!(escrow, data);
        await token.setFault!(Fault.KeepsFee);
        await expect(escrow.connect(alice).deposit(tokenAddress, alice, AMOUNT))
          .to.be.revertedWithCustomError(escrow, "ReentrancyGuardReentrantCall")
          .withArgs();
        expect(await escrow.heldBy(tokenAddress, tokenAddress)).to.equal(0n);
      });
    });
  });

  describe("depositMany", () => {
    it("credits each account its amount", async () => {
      const { escrow, alice, bob } = await loadFixture(deployEscrow);
      const payments = [
        { to: alice, amount: AMOUNT },
        { to: bob, amount: 2n * AMOUNT },
        { to: alice, amount: 3n * AMOUNT },
      ];
      await escrow.depositMany(native, payments, { value: 6n * AMOUNT });
      expect(await escrow.creditOf(alice, native)).to.equal(4n * AMOUNT);
      expect(await escrow.creditOf(bob, native)).to.equal(2n * AMOUNT);
    });

    it("collects tokens once", async () => {
      const { escrow, alice, bob, token, tokenAddress } = await loadFixture(deployEscrow);
      const payments = [
        { to: alice, amount: AMOUNT },
        { to: bob, amount: AMOUNT },
      ];
      await expect(escrow.connect(alice).depositMany(tokenAddress, payments))
        .to.emit(token, "Transfer")
        .withArgs(alice.address, await escrow.getAddress(), 2n * AMOUNT);
      expect(await escrow.creditOf(bob, tokenAddress)).to.equal(AMOUNT);
    });

    it("reverts when the value is not the sum", async () => {
      const { escrow, alice, bob } = await loadFixture(deployEscrow);
      const payments = [
        { to: alice, amount: AMOUNT },
        { to: bob, amount: AMOUNT },
      ];
      await expect(escrow.depositMany(native, payments, { value: AMOUNT }))
        .to.be.revertedWithCustomError(escrow, "EscrowWrongValue")
        .withArgs(AMOUNT, 2n * AMOUNT);
    });

    it("reverts when one account is the zero address", async () => {
      const { escrow, alice } = await loadFixture(deployEscrow);
      const payments = [
        { to: alice, amount: AMOUNT },
        { to: ZeroAddress, amount: 0n },
      ];
      await expect(escrow.depositMany(native, payments, { value: AMOUNT }))
        .to.be.revertedWithCustomError(escrow, "EscrowZeroAddress")
        .withArgs();
    });
  });

  describe("depositWithPermit", () => {
    /** Bob has tokens, no allowance, and a signature for the Escrow. */
    async function deployPermit() {
      const fixture = await deployEscrow();
      const { escrow, token, bob } = fixture;
      await token.mint!(bob, AMOUNT);
      const deadline = BigInt(await networkHelpers.time.latest()) + 3_600n;
      const spender = await escrow.getAddress();
      const signature = await signPermit(token, { owner: bob, spender, value: AMOUNT, deadline });
      return { ...fixture, deadline, signature };
    }

    it("deposits with nothing but a signature", async () => {
      const { escrow, bob, alice, tokenAddress, deadline, signature } = await loadFixture(deployPermit);
      const { v, r, s } = signature;
      await escrow.connect(bob).depositWithPermit(tokenAddress, alice, AMOUNT, deadline, v, r, s);
      expect(await escrow.creditOf(alice, tokenAddress)).to.equal(AMOUNT);
    });

    it("deposits when somebody else has used the signature first", async () => {
      const { escrow, bob, alice, token, tokenAddress, deadline, signature } = await loadFixture(deployPermit);
      const { v, r, s } = signature;
      await (token.connect(alice) as Contract).permit!(bob, escrow, AMOUNT, deadline, v, r, s);
      await escrow.connect(bob).depositWithPermit(tokenAddress, bob, AMOUNT, deadline, v, r, s);
      expect(await escrow.creditOf(bob, tokenAddress)).to.equal(AMOUNT);
    });

    it("reverts when somebody else spends the signature in their own name", async () => {
      const { escrow, bob, marketA, token, tokenAddress, deadline, signature } = await loadFixture(deployPermit);
      const { v, r, s } = signature;
      const theft = escrow.connect(marketA).depositWithPermit(tokenAddress, marketA, AMOUNT, deadline, v, r, s);
      await expect(theft)
        .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
        .withArgs(await escrow.getAddress(), 0n, AMOUNT);
      expect(await token.balanceOf!(bob)).to.equal(AMOUNT);
    });

    it("reverts when the signature is void and no allowance stands", async () => {
      const { escrow, bob, token, tokenAddress, signature } = await loadFixture(deployPermit);
      const { v, r, s } = signature;
      await expect(escrow.connect(bob).depositWithPermit(tokenAddress, bob, AMOUNT, 1n, v, r, s))
        .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
        .withArgs(await escrow.getAddress(), 0n, AMOUNT);
    });

    it("reverts when the account is the zero address", async () => {
      const { escrow, bob, tokenAddress, deadline, signature } = await loadFixture(deployPermit);
      const { v, r, s } = signature;
      await expect(escrow.connect(bob).depositWithPermit(tokenAddress, ZeroAddress, AMOUNT, deadline, v, r, s))
        .to.be.revertedWithCustomError(escrow, "EscrowZeroAddress")
        .withArgs();
    });
  });

  describe("withdraw", () => {
    it("pays native coin to whom the account names", async () => {
      const { escrow, alice, bob } = await loadFixture(deployFunded);
      const tx = escrow.connect(alice).withdraw(native, bob, AMOUNT);
      await expect(tx).to.emit(escrow, "Withdrawn").withArgs(alice.address, bob.address, native, AMOUNT);
      await expect(tx).to.changeEtherBalances(ethers, [escrow, bob], [-AMOUNT, AMOUNT]);
      expect(await escrow.creditOf(alice, native)).to.equal(0n);
    });

    it("pays tokens to whom the account names", async () => {
      const { escrow, alice, bob, token, tokenAddress } = await loadFixture(deployFunded);
      await escrow.connect(alice).withdraw(tokenAddress, bob, AMOUNT);
      expect(await token.balanceOf!(bob)).to.equal(AMOUNT);
      expect(await escrow.creditOf(alice, tokenAddress)).to.equal(0n);
    });

    it("reverts when the credit is too small", async () => {
      const { escrow, alice } = await loadFixture(deployFunded);
      await expect(escrow.connect(alice).withdraw(native, alice, AMOUNT + 1n))
        .to.be.revertedWithCustomError(escrow, "EscrowInsufficientCredit")
        .withArgs(alice.address, native, AMOUNT, AMOUNT + 1n);
    });

    it("reverts when the account never had credit", async () => {
      const { escrow, bob } = await loadFixture(deployFunded);
      await expect(escrow.connect(bob).withdraw(native, bob, 1n))
        .to.be.revertedWithCustomError(escrow, "EscrowInsufficientCredit")
        .withArgs(bob.address, native, 0n, 1n);
    });

    it("reverts when the receiver is the zero address", async () => {
      const { escrow, alice } = await loadFixture(deployFunded);
      await expect(escrow.connect(alice).withdraw(native, ZeroAddress, AMOUNT))
        .to.be.revertedWithCustomError(escrow, "EscrowZeroAddress")
        .withArgs();
    });

    it("reverts and keeps the credit when the receiver refuses", async () => {
      const { escrow, alice, account } = await loadFixture(deployFunded);
      await account.setUnwilling!(true);
      await expect(escrow.connect(alice).withdraw(native, account, AMOUNT))
        .to.be.revertedWithCustomError(escrow, "EscrowWithdrawalFailed")
        .withArgs(await account.getAddress(), AMOUNT);
      expect(await escrow.creditOf(alice, native)).to.equal(AMOUNT);
    });

    it("pays once when the receiver withdraws again while it is paid", async () => {
      const { escrow, account } = await loadFixture(deployFunded);
      const address = await account.getAddress();
      await escrow.deposit(native, address, 2n * AMOUNT, { value: 2n * AMOUNT });
      const data = escrow.interface.encodeFunctionData("withdraw", [native, address, AMOUNT]);
      await account.setHook!(escrow, data);
      await account.act!(escrow, data);
      expect(await account.hasHookSucceeded!()).to.equal(false);
      expect(await account.hookReason!()).to.equal(ethers.id("ReentrancyGuardReentrantCall()").slice(0, 10));
      expect(await escrow.creditOf(address, native)).to.equal(AMOUNT);
      expect(await ethers.provider.getBalance(address)).to.equal(AMOUNT);
    });

    it("leaves nothing to hold of what is on its way out", async () => {
      const { escrow, account } = await loadFixture(deployFunded);
      const address = await account.getAddress();
      await escrow.deposit(native, address, AMOUNT, { value: AMOUNT });
      await account.act!(escrow, escrow.interface.encodeFunctionData("approveMarket", [address, true]));
      await account.setHook!(escrow, escrow.interface.encodeFunctionData("hold", [address, native, AMOUNT]));
      await account.act!(escrow, escrow.interface.encodeFunctionData("withdraw", [native, address, AMOUNT]));
      expect(await account.hasHookSucceeded!()).to.equal(false);
      expect(await escrow.heldBy(address, native)).to.equal(0n);
    });

    describe("given a token that is not sound", () => {
      it("reverts when it moves more than it should", async () => {
        const { escrow, alice, bob, token, tokenAddress } = await loadFixture(deployFunded);
        await escrow.connect(alice).deposit(tokenAddress, alice, AMOUNT);
        const more = AMOUNT / 2n;
        await token.setHook!(token, token.interface.encodeFunctionData("seize", [await escrow.getAddress(), more]));
        await expect(escrow.connect(alice).withdraw(tokenAddress, bob, AMOUNT))
          .to.be.revertedWithCustomError(escrow, "EscrowTransferMismatch")
          .withArgs(tokenAddress, AMOUNT, AMOUNT + more);
      });

      it("reverts when it returns false", async () => {
        const { escrow, alice, token, tokenAddress } = await loadFixture(deployFunded);
        await token.setFault!(Fault.ReturnsFalse);
        await expect(escrow.connect(alice).withdraw(tokenAddress, alice, AMOUNT))
          .to.be.revertedWithCustomError(escrow, "SafeERC20FailedOperation")
          .withArgs(tokenAddress);
      });

      it("reverts when it only claims to have moved", async () => {
        const { escrow, alice, token, tokenAddress } = await loadFixture(deployFunded);
        await token.setFault!(Fault.OnlyClaims);
        await expect(escrow.connect(alice).withdraw(tokenAddress, alice, AMOUNT))
          .to.be.revertedWithCustomError(escrow, "EscrowTransferMismatch")
          .withArgs(tokenAddress, AMOUNT, 0n);
      });

      it("reverts when it deposits in the middle of the transfer", async () => {
        const { escrow, alice, token, tokenAddress } = await loadFixture(deployFunded);
        await token.setHook!(escrow, escrow.interface.encodeFunctionData("deposit", [native, alice.address, 0n]));
        await expect(escrow.connect(alice).withdraw(tokenAddress, alice, AMOUNT)).to.be.revertedWithCustomError(
          escrow,
          "ReentrancyGuardReentrantCall",
        );
      });
    });
  });

  describe("approveMarket", () => {
    it("lets a market hold the caller's credit", async () => {
      const { escrow, alice, marketA, marketB } = await loadFixture(deployEscrow);
      await expect(escrow.connect(alice).approveMarket(marketA, true))
        .to.emit(escrow, "MarketApproved")
        .withArgs(alice.address, marketA.address, true);
      expect(await escrow.isMarketApproved(alice, marketA)).to.equal(true);
      expect(await escrow.isMarketApproved(alice, marketB)).to.equal(false);
    });

    it("takes the approval back", async () => {
      const { escrow, alice, marketA } = await loadFixture(deployFunded);
      await expect(escrow.connect(alice).approveMarket(marketA, false))
        .to.emit(escrow, "MarketApproved")
        .withArgs(alice.address, marketA.address, false);
      await expect(escrow.connect(marketA).hold(alice, native, AMOUNT))
        .to.be.revertedWithCustomError(escrow, "EscrowMarketNotApproved")
        .withArgs(alice.address, marketA.address);
    });
  });

  describe("hold", () => {
    it("moves credit of an account that approved the market", async () => {
      const { escrow, alice, marketA } = await loadFixture(deployFunded);
      await escrow.connect(marketA).hold(alice, native, AMOUNT);
      expect(await escrow.creditOf(alice, native)).to.equal(0n);
      expect(await escrow.heldBy(marketA, native)).to.equal(AMOUNT);
    });

    it("reverts when the account approved another market only", async () => {
      const { escrow, alice, marketB } = await loadFixture(deployFunded);
      await expect(escrow.connect(marketB).hold(alice, native, AMOUNT))
        .to.be.revertedWithCustomError(escrow, "EscrowMarketNotApproved")
        .withArgs(alice.address, marketB.address);
    });

    it("reverts when nothing is held of an account that did not approve", async () => {
      const { escrow, bob, marketA } = await loadFixture(deployFunded);
      await expect(escrow.connect(marketA).hold(bob, native, 0n))
        .to.be.revertedWithCustomError(escrow, "EscrowMarketNotApproved")
        .withArgs(bob.address, marketA.address);
    });

    it("reverts when the credit is too small", async () => {
      const { escrow, alice, marketA, tokenAddress } = await loadFixture(deployFunded);
      await expect(escrow.connect(marketA).hold(alice, tokenAddress, AMOUNT + 1n))
        .to.be.revertedWithCustomError(escrow, "EscrowInsufficientCredit")
        .withArgs(alice.address, tokenAddress, AMOUNT, AMOUNT + 1n);
    });
  });

  describe("holdValue", () => {
    it("holds what a market attaches", async () => {
      const { escrow, marketB } = await loadFixture(deployFunded);
      await escrow.connect(marketB).holdValue({ value: AMOUNT });
      await escrow.connect(marketB).holdValue({ value: 1n });
      expect(await escrow.heldBy(marketB, native)).to.equal(AMOUNT + 1n);
    });
  });

  describe("release", () => {
    it("moves what the market holds to the accounts' credit", async () => {
      const { escrow, alice, bob, marketA } = await loadFixture(deployHeld);
      const payments = [
        { to: bob, amount: AMOUNT - 1n },
        { to: alice, amount: 1n },
      ];
      await escrow.connect(marketA).release(native, payments);
      expect(await escrow.creditOf(bob, native)).to.equal(AMOUNT - 1n);
      expect(await escrow.creditOf(alice, native)).to.equal(1n);
      expect(await escrow.heldBy(marketA, native)).to.equal(0n);
    });

    it("changes nothing without payments", async () => {
      const { escrow, marketA } = await loadFixture(deployHeld);
      await escrow.connect(marketA).release(native, []);
      expect(await escrow.heldBy(marketA, native)).to.equal(AMOUNT);
    });

    it("reverts when the market would spend what another market holds", async () => {
      const { escrow, bob, marketB, marketA } = await loadFixture(deployHeld);
      await expect(escrow.connect(marketB).release(native, [{ to: bob, amount: AMOUNT + 1n }]))
        .to.be.revertedWithCustomError(escrow, "EscrowInsufficientHeld")
        .withArgs(marketB.address, native, AMOUNT, AMOUNT + 1n);
      expect(await escrow.heldBy(marketA, native)).to.equal(AMOUNT);
    });

    it("reverts when the market holds another currency only", async () => {
      const { escrow, bob, marketB, tokenAddress } = await loadFixture(deployHeld);
      await expect(escrow.connect(marketB).release(tokenAddress, [{ to: bob, amount: 1n }]))
        .to.be.revertedWithCustomError(escrow, "EscrowInsufficientHeld")
        .withArgs(marketB.address, tokenAddress, 0n, 1n);
    });

    it("reverts when the payments together exceed what is held", async () => {
      const { escrow, bob, marketA } = await loadFixture(deployHeld);
      const payments = [
        { to: bob, amount: AMOUNT },
        { to: bob, amount: 1n },
      ];
      await expect(escrow.connect(marketA).release(native, payments))
        .to.be.revertedWithCustomError(escrow, "EscrowInsufficientHeld")
        .withArgs(marketA.address, native, AMOUNT, AMOUNT + 1n);
    });

    it("reverts when an account is the zero address", async () => {
      const { escrow, marketA } = await loadFixture(deployHeld);
      await expect(escrow.connect(marketA).release(native, [{ to: ZeroAddress, amount: 1n }]))
        .to.be.revertedWithCustomError(escrow, "EscrowZeroAddress")
        .withArgs();
    });
  });

  describe("receive", () => {
    it("refuses native coin that nobody is credited for", async () => {
      const { escrow, alice } = await loadFixture(deployEscrow);
      await expect(alice.sendTransaction({ to: escrow, value: AMOUNT })).to.be.revertedWithoutReason(ethers);
    });
  });

  describe("given balances that have emptied", () => {
    it("starts again from nothing", async () => {
      const { escrow, alice } = await loadFixture(deployFunded);
      await escrow.connect(alice).withdraw(native, alice, AMOUNT);
      await expect(escrow.connect(alice).withdraw(native, alice, 1n))
        .to.be.revertedWithCustomError(escrow, "EscrowInsufficientCredit")
        .withArgs(alice.address, native, 0n, 1n);
      await escrow.deposit(native, alice, 1n, { value: 1n });
      expect(await escrow.creditOf(alice, native)).to.equal(1n);
    });

    it("takes nothing from an account that never had anything", async () => {
      const { escrow, bob, marketA } = await loadFixture(deployEscrow);
      await escrow.connect(bob).withdraw(native, bob, 0n);
      await escrow.connect(bob).approveMarket(marketA, true);
      await escrow.connect(marketA).hold(bob, native, 0n);
      await escrow.connect(marketA).release(native, [{ to: bob, amount: 0n }]);
      expect(await escrow.creditOf(bob, native)).to.equal(0n);
      expect(await escrow.heldBy(marketA, native)).to.equal(0n);
    });

    it("stays exact to the wei through 120 random moves", async () => {
      const { escrow, alice, marketA } = await loadFixture(deployFunded);
      const random = createRandom("kept balances");
      let credit = AMOUNT;
      let held = 0n;
      for (let i = 0; i < 40; i++) {
        const moved = random.pick([0n, credit, random.between(0n, credit)]);
        await escrow.connect(marketA).hold(alice, native, moved);
        held += moved;
        const released = random.pick([0n, held, random.between(0n, held)]);
        await escrow.connect(marketA).release(native, [{ to: alice, amount: released }]);
        held -= released;
        credit += released - moved;
        const paid = random.pick([0n, credit]) / 3n;
        await escrow.connect(alice).withdraw(native, alice, paid);
        credit -= paid;
        expect(await escrow.creditOf(alice, native)).to.equal(credit);
        expect(await escrow.heldBy(marketA, native)).to.equal(held);
        expect(await ethers.provider.getBalance(escrow)).to.equal(credit + held);
      }
    });
  });
});
