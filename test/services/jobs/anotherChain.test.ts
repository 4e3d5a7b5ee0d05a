import { expect } from "chai";
import { AbiCoder, id as hashText, keccak256 } from "ethers";
import { network } from "hardhat";

import { fulfillExecution } from "../../../sdk/gateway/fulfillExecution.ts";
import { sealCommittee } from "../../../sdk/committee/sealCommittee.ts";
import { proveAssignment } from "../../../sdk/jobs/proveAssignment.ts";
import { proveReceipt, type ProveReceiptReturnType } from "../../../sdk/jobs/proveReceipt.ts";
import { receiptTree } from "../../../sdk/jobs/receiptTree.ts";
import { reportExecution } from "../../../sdk/jobs/reportExecution.ts";
import { settleJob } from "../../../sdk/jobs/settleJob.ts";
import { jobDefaults, jobFee } from "../../helpers/jobs.ts";
import { operatorBench } from "../../helpers/operatorNodes.ts";
import {
  assignAway,
  type Away,
  creditAtHome,
  deployAway,
  deployHome,
  type Home,
  joinAsWitness,
  witnessBench,
} from "../../helpers/anotherChain.ts";
import { meetClocks } from "../../helpers/meetClocks.ts";

const homeConnection = await network.create();
const awayConnection = await network.create({ override: { chainId: Number(jobDefaults.otherChain) } });
const output = "0x1234";
const outputHash = keccak256(output);

let home: Home;

async function freshHome(): Promise<Home> {
  return deployHome(homeConnection);
}

async function freshAway(): Promise<Away> {
  return deployAway(awayConnection, home);
}

describe("a job on another chain", () => {
  let away: Away;
  let bench: ReturnType<typeof operatorBench>;
  let net: ReturnType<typeof witnessBench>;

  async function begin(): Promise<void> {
    home = await homeConnection.networkHelpers.loadFixture(freshHome);
    away = await awayConnection.networkHelpers.loadFixture(freshAway);
    bench = operatorBench();
    net = witnessBench(bench);
  }

  async function end(): Promise<void> {
    await net.stopAll();
    await bench.end();
  }

  const startAll = () => net.startWitnesses(home, away, home.members);

  type Nodes = Awaited<ReturnType<typeof startAll>>;

  /** Lets what happened on either chain be over, and waits until a witness has brought a statement of a kind. */
  async function awaitPosted(nodes: Nodes, kind: string): Promise<void> {
    await meetClocks(homeConnection, awayConnection);
    await Promise.any(nodes.map(({ logged }) => logged("witnessPosted", { kind })));
  }

  /** A job whose root was accepted away, and whose execution was delivered there. */
  async function deliver(nodes: Nodes) {
    const job = await assignAway(home, away);
    await awaitPosted(nodes, "assignments");
    const assigned = await proveAssignment(home, { gateway: away.client, job: job.id, slot: 0n });
    await meetClocks(homeConnection, awayConnection, job.startsAt);
    const { assignment, proof } = assigned;
    const delivery = { assignment, proof, execution: 0n, output, overrides: { gasLimit: 1_000_000n } };
    return { job, assigned, delivered: await fulfillExecution(away.client, delivery) };
  }

  describe("whose root went there, and the root of whose receipt came back", () => {
    let delivery: Awaited<ReturnType<typeof deliver>>;
    let proven: ProveReceiptReturnType;
    let restore: (() => Promise<void>)[];

    before(async () => {
      await begin();
      const nodes = await startAll();
      delivery = await deliver(nodes);
      await awaitPosted(nodes, "receipts");
      await end();
      proven = await proveReceipt(home, { gateway: away.client, job: delivery.job.id, slot: 0n, execution: 0n });
      const connections = [homeConnection, awayConnection];
      const snapshots = await Promise.all(connections.map(({ networkHelpers }) => networkHelpers.takeSnapshot()));
      restore = snapshots.map((snapshot) => () => snapshot.restore());
    });

    afterEach(() => Promise.all(restore.map((each) => each())));

    it("is paid for", async () => {
      const { job, delivered } = delivery;
      const { receipt, deliveryProof } = proven;
      const processor = home.as(home.processor);
      const told = { id: job.id, slot: 0n, execution: 0n, isSuccess: true, outputHash };
      await reportExecution(processor, { ...told, output: delivered.receipt.hash, deliveryProof });
      await settleJob(processor, { id: job.id });

      expect(delivered.isFulfilled).to.be.true;
      expect([receipt.outputHash, receipt.isSuccess]).to.deep.equal([outputHash, true]);
      expect(await creditAtHome(home, home.processor)).to.equal(jobFee + jobDefaults.gasFee);
    });

    it("is not paid for on a receipt that is in no tree, whoever made the tree", async () => {
      const { job } = delivery;
      const { receipt, root, proof } = proven;
      const forged = { ...receipt, outputHash: hashText("forged") };
      const forgedTree = receiptTree([forged])!;
      const encode = (values: unknown[]) => AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32[]"], values);
      const market = home.jobs.connect(home.processor);
      const told = {
        slot: 0n,
        execution: 0n,
        isSuccess: true,
        outputHash: forged.outputHash,
        output,
        runtimeProof: "0x",
      };
      for (const deliveryProof of [encode([root, proof]), encode([forgedTree.root, forgedTree.proofOf(forged)])]) {
        await expect(market.report(job.id, job.terms, { ...told, deliveryProof }))
          .to.be.revertedWithCustomError(home.jobs, "JobDeliveryRefused")
          .withArgs(job.id, 0n, 0n);
      }
    });

    it("is delivered once", async () => {
      const { job, assigned } = delivery;
      await expect(away.gateway.connect(away.accounts[4]!).fulfill(assigned.assignment, assigned.proof, 0n, "0x99"))
        .to.be.revertedWithCustomError(away.gateway, "GatewayAlreadyDelivered")
        .withArgs(job.id, 0n, 0n);
    });
  });

  describe("and its witnesses", () => {
    beforeEach(begin);
    afterEach(end);

    it("hand the gateway over to the committee that is sealed next, under which it goes on", async () => {
      const nodes = await startAll();
      const newcomer = (await homeConnection.ethers.getSigners())[10]!;
      await joinAsWitness(home, newcomer, home.witnessPool);
      const { committee } = await sealCommittee(home, { pool: home.witnessPool });
      await awaitPosted(nodes, "handover");
      expect((await away.gateway.committee()).id).to.equal(committee);

      const { delivered } = await deliver(nodes);
      expect(delivered.isFulfilled).to.be.true;
    });

    it("sign nothing of blocks that do not count yet", async () => {
      const { node, logged } = await net.startWitness(home, away, home.members[0]!, { homeConfirmations: 3 });
      await assignAway(home, away);
      await meetClocks(homeConnection, awayConnection);
      // A look that was under way may have begun before.
      await node.tick();
      await node.tick();
      expect(node.health().waiting[`witness assignments ${away.chainId}`]).to.equal("nothingAssigned");

      await meetClocks(homeConnection, awayConnection);
      await logged("witnessSigned", { kind: "assignments" });
      expect(node.health().witness?.signed).to.deep.equal({ assignments: 1, receipts: 0, handover: 0 });
    });

    it("bring no root there while no more than two thirds of them sign", async () => {
      const nodes = await net.startWitnesses(home, away, home.members.slice(1));
      await assignAway(home, away);
      await meetClocks(homeConnection, awayConnection);
      const reason = "votes: 2 of 3";
      await Promise.all(nodes.map(({ logged }) => logged("waiting", { kind: "assignments", reason })));

      expect(nodes.map(({ node }) => node.health().witness?.posted.assignments)).to.deep.equal([0, 0]);
      // Each second is an epoch here, so a look between the blocks mined signs one statement more.
      for (const { node } of nodes) expect(node.health().witness?.signed.assignments).to.be.greaterThan(0);
      expect(nodes.map(({ node }) => node.health().waiting[`witness assignments ${away.chainId}`])).to.deep.equal([
        reason,
        reason,
      ]);
    });
  });
});
