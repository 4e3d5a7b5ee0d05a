import { join } from "node:path";

import { expect } from "chai";
import { network } from "hardhat";

import { IntentBox__factory } from "../../../typechain-types/index.ts";
import { createBlockTrigger } from "../../../services/operator/triggers/createBlockTrigger.ts";
import { createEventTrigger } from "../../../services/operator/triggers/createEventTrigger.ts";
import { createManualTrigger } from "../../../services/operator/triggers/createManualTrigger.ts";
import { createPredicateTrigger } from "../../../services/operator/triggers/createPredicateTrigger.ts";
import { createQueueTrigger } from "../../../services/operator/triggers/createQueueTrigger.ts";
import { createTimeTrigger } from "../../../services/operator/triggers/createTimeTrigger.ts";
import type { Trigger } from "../../../services/operator/triggers/trigger.ts";
import { type AttestationSuite, deployAttestation } from "../../helpers/attestation.ts";
import { defaults } from "../../helpers/defaults.ts";
import { callRpc, type NodeChanges, operatorBench } from "../../helpers/operatorNodes.ts";

const connection = await network.create();
const { networkHelpers } = connection;

/** One operator, whose vote is a quorum. */
async function freshSuite(): Promise<AttestationSuite> {
  return deployAttestation(connection, { stakes: [defaults.stake] });
}

describe("performing tasks", () => {
  let suite: AttestationSuite;
  let bench: ReturnType<typeof operatorBench>;
  const options = { name: "test", taskDefinitionId: 1 };
  let keys = 0;
  const newKey = () => `key ${++keys}`;

  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(freshSuite);
    bench = operatorBench();
  });

  afterEach(() => bench.end());

  /** A node with all roles. */
  async function startNode(triggers: readonly Trigger[], changes: NodeChanges = {}) {
    return bench.startNode(suite, suite.attesters[0]!, { aggregator: {}, performer: { triggers }, ...changes });
  }

  /** The proofs of the tasks on the chain. */
  async function proofs(): Promise<string[]> {
    const events = await suite.center.queryFilter(suite.center.filters.TaskSubmitted());
    return events.map(({ args }) => args.proofOfTask);
  }

  it("brings a task to the chain for a call of execute", async () => {
    const node = await startNode([createManualTrigger(options, newKey)]);
    const { result } = await callRpc(node, "execute", [1, { pair: "ETH" }]);
    await node.logged("jobEnded", result as Record<string, unknown>);
    expect(await proofs()).to.deep.equal(['proof of {"pair":"ETH"}']);
  });

  it("brings queued tasks to the chain, the more urgent first", async () => {
    const dataDir = bench.temporaryDir();
    const trigger = createQueueTrigger({ ...options, maxSize: 8, path: join(dataDir, "queue") }, newKey);
    await trigger.push({ n: 1 }, 0);
    const last = await trigger.push({ n: 2 }, 0);
    await trigger.push({ n: 3 }, 1);
    const node = await startNode([trigger], { dataDir, performer: { triggers: [trigger], maxConcurrent: 1 } });
    await node.logged("jobEnded", { job: `test/${last}` });
    expect(await proofs()).to.deep.equal(['proof of {"n":3}', 'proof of {"n":1}', 'proof of {"n":2}']);
  });

  it("brings a task to the chain for each multiple of blocks", async () => {
    const node = await startNode([createBlockTrigger({ ...options, every: 1_000 })]);
    await node.node.tick();
    await networkHelpers.mineUpTo(1_000);
    await node.logged("jobEnded", { job: "test/1000" });
    expect(await proofs()).to.deep.equal(['proof of {"blockNumber":1000}']);
  });

  it("brings a task to the chain at each multiple of seconds", async () => {
    let now = 90_000;
    const node = await startNode([createTimeTrigger({ ...options, everySeconds: 60 })], { now: () => now });
    await node.node.tick();
    now = 121_000;
    await node.logged("jobEnded", { job: "test/120" });
    expect(await proofs()).to.deep.equal(['proof of {"timestamp":120}']);
  });

  it("brings a task to the chain for each event of a contract, and only once after a restart", async () => {
    const box = await new IntentBox__factory(suite.actor).deploy();
    const event = box.interface.getEvent("IntentSent").format("full");
    const contract = await box.getAddress();
    const parameters = { ...options, provider: connection.ethers.provider, contract, event, fromBlock: 0 };
    const sent = await box.send(0, "0x1234");
    const before = await startNode([createEventTrigger(parameters)]);
    await before.logged("jobEnded", { job: `test/${sent.hash}:0` });
    await before.node.stop();
    const again = await box.send(0, "0x5678");
    const after = await startNode([createEventTrigger(parameters)], { dataDir: before.dataDir });
    await after.logged("jobEnded", { job: `test/${again.hash}:0` });

    expect((await proofs()).map((proof) => proof.match(/0x\w{64}/)?.[0])).to.deep.equal([sent.hash, again.hash]);
  });

  it("brings a task to the chain when a condition comes true", async () => {
    const predicate = () => ({ isDue: true, key: "once", input: { why: "it rains" } });
    const node = await startNode([createPredicateTrigger({ ...options, predicate, everyMs: 0 })]);
    await node.logged("jobEnded", { job: "test/once" });
    expect(await proofs()).to.deep.equal(['proof of {"why":"it rains"}']);
  });

  it("tries again while the Execution Service fails", async () => {
    let calls = 0;
    const node = await startNode([createManualTrigger(options, newKey)], {
      execute: async () => {
        if (calls++ === 0) throw new Error("the feed is down");
        return { proofOfTask: "second try" };
      },
    });
    await callRpc(node, "execute", [1]);
    await node.logged("jobEnded", { outcome: "Approved" });
    expect(await proofs()).to.deep.equal(["second try"]);
  });

  it("hands tasks to another node's aggregator", async () => {
    const aggregator = await startNode([], { performer: undefined });
    const { rpc } = aggregator;
    const trigger = createManualTrigger(options, newKey);
    const network = { listen: ["/ip4/127.0.0.1/tcp/0"] };
    const performer = { triggers: [trigger], aggregators: ["http://127.0.0.1:9", rpc] };
    const node = await startNode([], { performer, network, aggregator: undefined });
    await callRpc(node, "execute", [1, { pair: "ETH" }]);
    await node.logged("taskSent", { aggregator: rpc });
    await node.logged("jobEnded", { outcome: "Approved" });
    expect(await proofs()).to.deep.equal(['proof of {"pair":"ETH"}']);
  });
});
