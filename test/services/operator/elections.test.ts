import { expect } from "chai";
import { network } from "hardhat";

import { createManualTrigger } from "../../../services/operator/triggers/createManualTrigger.ts";
import { type AttestationSuite, deployAttestation, STATUS } from "../../helpers/attestation.ts";
import { isTrue } from "../../helpers/isTrue.ts";
import { callRpc, operatorBench, type TestNode } from "../../helpers/operatorNodes.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const EPOCH_BLOCKS = 1_000;

async function freshSuite(): Promise<AttestationSuite> {
  return deployAttestation(connection);
}

describe("elections among operator nodes", () => {
  let suite: AttestationSuite;
  let bench: ReturnType<typeof operatorBench>;
  let keys = 0;
  const manual = () => createManualTrigger({ name: "manual", taskDefinitionId: 1 }, () => `key ${++keys}`);

  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(freshSuite);
    bench = operatorBench();
  });

  afterEach(() => bench.end());

  it("agree on the leaders of this term and the next, and the leader performs", async () => {
    const { attesters, consensusElection, center, owner, definition, committee } = suite;
    await center.connect(owner).setTaskDefinitionElection(definition, consensusElection);
    await consensusElection.connect(owner).setEpochBlocks(definition, EPOCH_BLOCKS);
    const elections = { candidacyMs: 500, rebroadcastMs: 1_000 };
    const nodes: TestNode[] = [];
    for (const each of attesters.slice(0, 3)) {
      const performer = { triggers: [manual()] };
      nodes.push(await bench.startNode(suite, each, { aggregator: {}, performer, attester: { elections } }));
    }
    const recorded = () => consensusElection.queryFilter(consensusElection.filters.LeaderRecorded(definition));
    await isTrue(() => new Set(nodes.flatMap((node) => node.of("recordSent").map(({ term }) => term))).size === 2);

    const [first] = await recorded();
    expect(new Set((await recorded()).map(({ args }) => args.term))).to.deep.equal(new Set([0n, 1n]));
    const block = await connection.ethers.provider.getBlockNumber();
    const leader = Number(await consensusElection.leaderAt(definition, committee, block + 1));
    expect(Number(first!.args.seat)).to.be.lessThan(3);
    const chosen = nodes.find((node) => node.attester.seat === leader)!;
    const others = nodes.filter((node) => node !== chosen);
    await Promise.all(nodes.map((node) => callRpc(node, "execute", [Number(definition)])));
    await chosen.logged("jobEnded", { outcome: "Approved" });
    expect(others.map((node) => node.node.health().performer?.ended)).to.deep.equal([
      { notElected: 1 },
      { notElected: 1 },
    ]);
  });

  it("by round robin make the performer whose turn it is perform, and no other", async () => {
    const { attesters, roundRobinElection, center, owner, definition, committee } = suite;
    await center.connect(owner).setTaskDefinitionElection(definition, roundRobinElection);
    await roundRobinElection.connect(owner).setEpochBlocks(definition, EPOCH_BLOCKS);
    const nodes: TestNode[] = [];
    for (const each of attesters.slice(0, 3)) {
      nodes.push(await bench.startNode(suite, each, { aggregator: {}, performer: { triggers: [manual()] } }));
    }
    const leader = Number(await roundRobinElection.leaderAt(definition, committee, EPOCH_BLOCKS - 1));
    const [chosen, other] = [nodes[leader]!, nodes[(leader + 1) % 3]!];
    await callRpc(other, "execute", [Number(definition)]);
    await callRpc(chosen, "execute", [Number(definition)]);
    const { taskId } = await chosen.logged("jobEnded", { outcome: "Approved" });

    expect(await center.statusOf(taskId as string)).to.equal(STATUS.Approved);
    expect(other.node.health().performer?.ended).to.deep.equal({ notElected: 1 });
  });
});
