import { expect } from "chai";
import { network } from "hardhat";

import {
  type AttestationSuite,
  createDefinition,
  deployAttestation,
  sealCommittee,
} from "../../helpers/attestation.ts";
import { callRpc, operatorBench, taskParams } from "../../helpers/operatorNodes.ts";

const connection = await network.create();
const { networkHelpers } = connection;

async function freshSuite(): Promise<AttestationSuite> {
  return deployAttestation(connection);
}

describe("outages around operator nodes", () => {
  let suite: AttestationSuite;
  let bench: ReturnType<typeof operatorBench>;

  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(freshSuite);
    bench = operatorBench();
  });

  afterEach(() => bench.end());

  it("make an attester abstain while its service fails, and vote when it is back", async () => {
    const { attesters } = suite;
    let isUp = false;
    const node = await bench.startNode(suite, attesters[0]!, {
      aggregator: {},
      validate: async () => {
        if (!isUp) throw new Error("the feed is down");
        return true;
      },
    });
    const { result: id } = await callRpc(node, "sendTask", await taskParams(suite, attesters[1]!));
    await node.logged("waiting", {
      reason: "abstained: it answers 500: This service failed; its log says why",
    });
    expect(node.node.health().waiting[`attester ${String(id)}`]).to.match(/^abstained: |^validating/);
    isUp = true;

    const { isApproved } = await node.logged("voted", { taskId: id });
    expect(isApproved).to.equal(true);
    expect(node.node.health().attester?.votes.abstain).to.be.greaterThan(0);
  });

  it("make an attester abstain on data that no relay has", async () => {
    const { attesters } = suite;
    const node = await bench.startNode(suite, attesters[0]!, { aggregator: {} });
    const cid = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";
    const data = connection.ethers.hexlify(connection.ethers.toUtf8Bytes(`ipfs://${cid}`));
    const { result: id } = await callRpc(node, "sendTask", await taskParams(suite, attesters[1]!, { data }));

    const message = `ipfs://${cid} is missing: there is no relay to ask`;
    const { taskId } = await node.logged("waiting", { detail: `BLOB_MISSING: ${message}` });
    expect(taskId).to.equal(id);
  });

  it("have a new committee asked when the old one is superseded", async () => {
    const { attesters, committee, pool, registry, center } = suite;
    const node = await bench.startNode(suite, attesters[0]!, { aggregator: {} });
    await bench.startNode(suite, attesters[1]!);
    const { result: id } = await callRpc(node, "sendTask", await taskParams(suite, attesters[1]!));
    await Promise.all([1, 2].map((operator) => node.logged("voteCounted", { operator })));
    await registry.connect(attesters[3]!.signer).leavePool(pool);
    const next = await sealCommittee(suite, pool, attesters.slice(0, 3));
    await node.logged("roundOpened", { committee: String(next), before: String(committee) });
    await bench.startNode(suite, attesters[2]!);

    await node.ended(id as string);
    const [record, signers] = await center.recordOf(id as string);
    expect([record.committee, signers]).to.deep.equal([next, 0b111n]);
  });

  it("end a task whose definition expires, and say what was missing", async () => {
    const { attesters, owner } = suite;
    const blockExpiry = BigInt(await connection.ethers.provider.getBlockNumber()) + 20n;
    const taskDefinitionId = await createDefinition(suite, owner, { blockExpiry });
    const node = await bench.startNode(suite, attesters[0]!, { aggregator: {} });
    const params = await taskParams(suite, attesters[1]!, { taskDefinitionId });
    const { result: id } = await callRpc(node, "sendTask", params);
    await node.logged("voteCounted", { taskId: id });
    await networkHelpers.mineUpTo(blockExpiry);

    const { reason, waitsFor } = await node.logged("taskGivenUp", { taskId: id });
    expect(reason).to.equal("definitionExpired");
    expect(waitsFor).to.match(/^quorumMissing: approve .* not voted: 2, 3, 4$/);
  });

  it("show on a node that the definition leaves it out", async () => {
    const { attesters, owner, definition } = suite;
    const restricted = await createDefinition(suite, owner, { restrictedOperatorIndexes: [1n, 2n] });
    const node = await bench.startNode(suite, attesters[2]!);
    await node.logged("waiting", { taskDefinitionId: Number(restricted) });

    expect(node.node.health().standings).to.deep.equal({
      [String(definition)]: "eligible",
      [String(restricted)]: `restricted: definition ${restricted} does not list operator 3`,
    });
  });
});
