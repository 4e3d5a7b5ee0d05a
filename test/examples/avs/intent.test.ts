import { expect } from "chai";
import { AbiCoder, id } from "ethers";
import { network } from "hardhat";

import { createIntentExecutor } from "../../../examples/avs/intent/createIntentExecutor.ts";
import { defaults } from "../../helpers/defaults.ts";
import { deployIntentInbox, sendIntent } from "../../helpers/intentInbox.ts";
import { rejectionOf } from "../../helpers/rejectionOf.ts";
import { type ServedAvs, serveAvs } from "../../helpers/serveAvs.ts";

const { ethers, networkHelpers } = await network.create();
const INTENT = "0xc0ffee";

describe("intent", () => {
  let avs: ServedAvs;
  let inbox: string;
  let sender: string;
  let transactionHash: string;
  /** The block before which nobody may execute the intent. */
  let notBefore: bigint;

  beforeEach(async () => {
    const [signer] = await ethers.getSigners();
    sender = signer!.address;
    inbox = await deployIntentInbox(signer!);
    notBefore = BigInt(await ethers.provider.getBlockNumber()) + 5n;
    transactionHash = await sendIntent(signer!, inbox, { notBefore, intent: INTENT });
    avs = await serveAvs(createIntentExecutor({ provider: ethers.provider, inbox }));
  });

  afterEach(async () => {
    await avs.stop();
  });

  const encode = (...values: unknown[]) =>
    AbiCoder.defaultAbiCoder().encode(["address", "uint256", "bytes", "uint256"], values);
  const taskOf = (data: string, proofOfTask = `${transactionHash}:0`) => ({
    proofOfTask,
    data,
    taskDefinitionId: defaults.taskDefinition,
  });

  it("executes an intent in the block that it waits for, and validators agree", async () => {
    await networkHelpers.mineUpTo(notBefore);
    const task = await avs.execute({ transactionHash, logIndex: 0 });

    expect(task).to.deep.equal(taskOf(encode(sender, notBefore, INTENT, notBefore)));
    expect(await avs.validate(task)).to.equal("approve");
  });

  it("executes none a block too early", async () => {
    await networkHelpers.mineUpTo(notBefore - 1n);

    expect(await rejectionOf(avs.execute({ transactionHash, logIndex: 0 }))).to.include({
      reason: `it answers 500: It is block ${notBefore - 1n}, not ${notBefore}`,
    });
  });

  it("executes none that nobody sent", async () => {
    expect(await rejectionOf(avs.execute({ transactionHash, logIndex: 1 }))).to.include({
      reason: "it answers 500: There is no intent in that place",
    });
  });

  it("executes none of a transaction that its node does not know", async () => {
    expect(await rejectionOf(avs.execute({ transactionHash: id("unknown"), logIndex: 0 }))).to.include({
      reason: "it answers 500: The node does not know that transaction",
    });
  });

  it("executes none of another contract", async () => {
    const [signer] = await ethers.getSigners();
    const other = await deployIntentInbox(signer!);
    const elsewhere = await sendIntent(signer!, other, { notBefore: 0n, intent: INTENT });

    expect(await rejectionOf(avs.execute({ transactionHash: elsewhere, logIndex: 0 }))).to.include({
      reason: "it answers 500: There is no intent in that place",
    });
    const claim = taskOf(encode(sender, 0n, INTENT, notBefore), `${elsewhere}:0`);
    expect(await avs.validate(claim)).to.equal("reject");
  });

  const wrong: [what: string, task: () => ReturnType<typeof taskOf>][] = [
    ["another intent", () => taskOf(encode(sender, notBefore, "0xbad0", notBefore))],
    ["another sender", () => taskOf(encode(inbox, notBefore, INTENT, notBefore))],
    ["a condition that is none of the sender's", () => taskOf(encode(sender, 0n, INTENT, notBefore))],
    ["a block that is too early", () => taskOf(encode(sender, notBefore, INTENT, notBefore - 1n))],
    ["an event that is none", () => taskOf(encode(sender, notBefore, INTENT, notBefore), `${transactionHash}:1`)],
    ["a proof in words", () => taskOf(encode(sender, notBefore, INTENT, notBefore), "it was sent")],
    ["data that is none", () => taskOf("0x1234")],
  ];

  for (const [what, task] of wrong) {
    it(`rejects ${what}`, async () => {
      await networkHelpers.mineUpTo(notBefore);

      expect(await avs.validate(task())).to.equal("reject");
    });
  }

  it("abstains while its own node has not come to that block", async () => {
    expect(await avs.validate(taskOf(encode(sender, notBefore, INTENT, notBefore)))).to.deep.equal({
      abstain: `it answers 500: It is not block ${notBefore} yet`,
    });
  });

  it("abstains while its own node does not know the transaction", async () => {
    const task = taskOf(encode(sender, notBefore, INTENT, notBefore), `${id("unknown")}:0`);

    expect(await avs.validate(task)).to.deep.equal({
      abstain: "it answers 500: The node does not know that transaction",
    });
  });
});
