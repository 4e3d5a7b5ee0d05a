import { expect } from "chai";
import { network } from "hardhat";

import {
  agreeOnTerms,
  type AttestationSuite,
  challenge,
  deployAttestation,
  resolve,
  STATUS,
  submit,
} from "../../helpers/attestation.ts";
import { defaults } from "../../helpers/defaults.ts";
import { operatorBench, type TestNode } from "../../helpers/operatorNodes.ts";

const connection = await network.create();
const { networkHelpers } = connection;

async function freshSuite(): Promise<AttestationSuite> {
  return deployAttestation(connection);
}

describe("disputes between operator nodes", () => {
  let suite: AttestationSuite;
  let bench: ReturnType<typeof operatorBench>;
  const finds = (isRight: boolean) => ({ validate: async () => isRight });

  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(freshSuite);
    bench = operatorBench();
  });

  afterEach(() => bench.end());

  it("overturn a task that was wrongly approved", async () => {
    const { attesters, center } = suite;
    const task = await submit(suite);
    const disputes = { rebroadcastMs: 300, staggerBlocks: 0 };
    const nodes: TestNode[] = [];
    for (const each of attesters.slice(0, 3)) {
      nodes.push(await bench.startNode(suite, each, { ...finds(false), attester: { disputes } }));
    }
    await challenge(suite, task);
    await Promise.race(nodes.map((node) => node.logged("resolveSent", { taskId: task.id })));

    expect(await center.statusOf(task.id)).to.equal(STATUS.Overturned);
  });

  it("bring the votes that an answer left out", async () => {
    const { attesters, center } = suite;
    const task = await submit(suite);
    await challenge(suite, task, attesters[3]!.signer);
    await resolve(suite, task, attesters.slice(1));
    const disputes = { rebroadcastMs: 300, staggerBlocks: 0 };
    const node = await bench.startNode(suite, attesters[0]!, { ...finds(false), attester: { disputes } });
    await node.logged("joinSent", { taskId: task.id });

    const [, losers] = await center.recordOf(task.id);
    expect(losers).to.equal(0n);
  });

  it("end with the challenger's node slashing who stayed on the losing side, when the time is over", async () => {
    const { attesters, center, registry } = suite;
    await agreeOnTerms(suite, attesters);
    const task = await submit(suite);
    await challenge(suite, task, attesters[3]!.signer);
    await resolve(suite, task, attesters.slice(1));
    const node = await bench.startNode(suite, attesters[3]!, finds(false));
    await node.logged("waiting", { taskId: task.id });
    const before = await registry.slashableOf(attesters[0]!.operator);
    await networkHelpers.mine(defaults.disputePeriodBlocks);
    await node.logged("slashSent", { taskId: task.id, seat: 0 });

    const cost = (before * defaults.slashingTerms.incorrectAttestationBps) / 10_000n;
    expect(await registry.slashableOf(attesters[0]!.operator)).to.equal(before - cost);
    expect((await center.recordOf(task.id))[1]).to.equal(0n);
  });

  it("uphold a task when nobody finds it wrong in time", async () => {
    const { attesters, center } = suite;
    const task = await submit(suite);
    const node = await bench.startNode(suite, attesters[0]!, finds(true));
    await challenge(suite, task);
    await node.logged("waiting", { reason: "agreesWithOutcome: approved: true" });
    await networkHelpers.mine(defaults.disputePeriodBlocks + 5n);
    await node.logged("closeSent", { taskId: task.id });

    expect(await center.statusOf(task.id)).to.equal(STATUS.Upheld);
  });

  it("begin with a node that challenges what its service finds wrong", async () => {
    const { attesters, center } = suite;
    const disputes = { challenges: true };
    const node = await bench.startNode(suite, attesters[0]!, { ...finds(false), attester: { disputes } });
    const task = await submit(suite);
    await node.logged("challengeSent", { taskId: task.id });

    const { challenger, bond } = await center.challengeOf(task.id);
    expect([challenger, bond]).to.deep.equal([attesters[0]!.signer.address, await center.challengeBond()]);
  });

  it("do not begin where a node's service agrees", async () => {
    const { attesters, center } = suite;
    const disputes = { challenges: true };
    const node = await bench.startNode(suite, attesters[0]!, { ...finds(false), attester: { disputes } });
    const right = await submit(suite, { isApproved: false });
    const wrong = await submit(suite);
    await node.logged("challengeSent", { taskId: wrong.id });

    expect(await center.statusOf(right.id)).to.equal(STATUS.Rejected);
    expect(node.of("challengeSent").map(({ taskId }) => taskId)).to.deep.equal([wrong.id]);
  });
});
