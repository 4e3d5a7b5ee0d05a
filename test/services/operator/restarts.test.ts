import { join } from "node:path";

import { expect } from "chai";
import { network } from "hardhat";

import { taskIdOf } from "../../../sdk/attestation/taskIdOf.ts";
import { VotePhase } from "../../../sdk/attestation/votePhase.ts";
import { createVoteJournal } from "../../../services/operator/attester/createVoteJournal.ts";
import { type AttestationSuite, deployAttestation } from "../../helpers/attestation.ts";
import { callRpc, infoOf, operatorBench, submissionsOf, taskParams } from "../../helpers/operatorNodes.ts";

const connection = await network.create();
const { networkHelpers } = connection;

async function freshSuite(): Promise<AttestationSuite> {
  return deployAttestation(connection);
}

describe("restarts of operator nodes", () => {
  let suite: AttestationSuite;
  let bench: ReturnType<typeof operatorBench>;

  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(freshSuite);
    bench = operatorBench();
  });

  afterEach(() => bench.end());

  it("keep the aggregator's tasks and votes", async () => {
    const { attesters, center } = suite;
    const before = await bench.startNode(suite, attesters[0]!, { aggregator: {} });
    const gone = await bench.startNode(suite, attesters[1]!);
    const { result } = await callRpc(before, "sendTask", await taskParams(suite, attesters[1]!));
    const id = result as string;
    await Promise.all([1, 2].map((operator) => before.logged("voteCounted", { operator })));
    await before.node.stop();
    await gone.node.stop();

    bench.forgetAddresses();
    const { dataDir } = before;
    const after = await bench.startNode(suite, attesters[0]!, { aggregator: {}, dataDir });
    await bench.startNode(suite, attesters[2]!);
    await after.ended(id);
    const [, signers] = await center.recordOf(id);
    expect(signers).to.equal(0b111n);
  });

  it("do not submit again what is on the chain", async () => {
    const { attesters } = suite;
    const before = await bench.startNode(suite, attesters[0]!, { aggregator: { confirmations: 1_000 } });
    await bench.startNode(suite, attesters[1]!);
    await bench.startNode(suite, attesters[2]!);
    const { result } = await callRpc(before, "sendTask", await taskParams(suite, attesters[1]!));
    const id = result as string;
    await before.logged("submitted", { taskId: id });
    await before.node.stop();

    bench.forgetAddresses();
    const { dataDir } = before;
    const after = await bench.startNode(suite, attesters[0]!, { aggregator: {}, dataDir });
    await after.ended(id);
    expect(await submissionsOf(suite, id)).to.equal(1);
  });

  it("make an attester say what it had promised, whatever its service says now", async () => {
    const { attesters, committee, deployment } = suite;
    const params = await taskParams(suite, attesters[1]!);
    const { chainId, addresses } = deployment;
    const id = taskIdOf({ chainId, center: addresses.center, info: infoOf(params) });
    const dataDir = bench.temporaryDir();
    const journal = createVoteJournal(join(dataDir, "votes.journal"));
    const aggregator = attesters[0]!.signer.address;
    await journal.promise({ id, isApproved: true, phase: VotePhase.Submission, aggregator, committee, at: 0 });
    await journal.close();

    const collector = await bench.startNode(suite, attesters[0]!, { aggregator: {} });
    const voter = await bench.startNode(suite, attesters[1]!, { dataDir, validate: async () => false });
    await callRpc(collector, "sendTask", params);
    const { isApproved } = await collector.logged("voteCounted", { operator: 2 });
    expect(isApproved).to.equal(true);
    expect(voter.of("voted").every((line) => line.isApproved)).to.equal(true);
  });
});
