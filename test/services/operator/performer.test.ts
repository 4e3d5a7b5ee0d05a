import { expect } from "chai";
import { network } from "hardhat";

import { createManualTrigger } from "../../../services/operator/triggers/createManualTrigger.ts";
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

describe("a performer", () => {
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
