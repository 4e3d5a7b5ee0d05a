import { expect } from "chai";
import { network } from "hardhat";

import { deployAttestation, STATUS, type AttestationSuite } from "../../helpers/attestation.ts";
import { callRpc, operatorBench, taskParams, type TestNode } from "../../helpers/operatorNodes.ts";

const connection = await network.create();
const { networkHelpers } = connection;

async function freshSuite(): Promise<AttestationSuite> {
  return deployAttestation(connection);
}

describe("operator nodes", () => {
  let suite: AttestationSuite;
  let bench: ReturnType<typeof operatorBench>;

  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(freshSuite);
    bench = operatorBench();
  });

  afterEach(() => bench.end());

  /** Node 0 aggregates and attests, the others attest. */
  async function startNodes(count = 4): Promise<[TestNode, ...TestNode[]]> {
    const first = await bench.startNode(suite, suite.attesters[0]!, { aggregator: {} });
    const others = await Promise.all(suite.attesters.slice(1, count).map((each) => bench.startNode(suite, each)));
    return [first, ...others];
  }

  it("bring a task to the chain", async () => {
    const [aggregator] = await startNodes();
    const { result: id } = await callRpc(aggregator, "sendTask", await taskParams(suite, suite.attesters[1]!));

    await aggregator.logged("submitted", { taskId: id });
    expect(await suite.center.statusOf(id as string)).to.equal(STATUS.Approved);
  });
});
