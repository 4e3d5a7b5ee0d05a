import { expect } from "chai";
import { network } from "hardhat";

import { type AttestationSuite, deployAttestation, STATUS } from "../../helpers/attestation.ts";
import { callRpc, operatorBench, submissionsOf, taskParams } from "../../helpers/operatorNodes.ts";

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

  it("bring a task to the chain with every vote that comes in time", async () => {
    const { attesters, center } = suite;
    const aggregator = await bench.startNode(suite, attesters[0]!, { aggregator: { moreSignersMs: 10_000 } });
    await Promise.all(attesters.slice(1).map((each) => bench.startNode(suite, each)));
    const { result: id } = await callRpc(aggregator, "sendTask", await taskParams(suite, attesters[1]!));

    await aggregator.logged("submitted", { taskId: id });
    const [record, signers] = await center.recordOf(id as string);
    expect([record.status, record.aggregatorSeat, record.performerSeat, signers]).to.deep.equal([
      STATUS.Approved,
      0n,
      1n,
      0b1111n,
    ]);
  });

  it("bring a rejection to the chain once more than a third says so", async () => {
    const { attesters, center } = suite;
    const aggregator = await bench.startNode(suite, attesters[0]!, { aggregator: {}, validate: async () => false });
    await bench.startNode(suite, attesters[1]!, { validate: async () => false });
    await bench.startNode(suite, attesters[2]!);
    const { result: id } = await callRpc(aggregator, "sendTask", await taskParams(suite, attesters[2]!));

    await aggregator.logged("submitted", { taskId: id });
    const [record, signers] = await center.recordOf(id as string);
    expect([record.status, signers]).to.deep.equal([STATUS.Rejected, 0b11n]);
  });

  it("submit a task once when two aggregators have it", async () => {
    const { attesters } = suite;
    const voting = { aggregatorTimeoutMs: 100 };
    const [first, second] = [
      await bench.startNode(suite, attesters[0]!, { aggregator: {}, attester: voting }),
      await bench.startNode(suite, attesters[1]!, { aggregator: {}, attester: voting }),
    ];
    await bench.startNode(suite, attesters[2]!, { attester: voting });
    const params = await taskParams(suite, attesters[2]!);
    const answers = await Promise.all([first, second].map((node) => callRpc(node, "sendTask", params)));
    const id = answers[0]!.result as string;
    await Promise.all([first, second].map((node) => node.ended(id)));

    expect(answers[1]!.result).to.equal(id);
    expect(await submissionsOf(suite, id)).to.equal(1);
  });

  it("tell how a task is doing", async () => {
    const { attesters, committee } = suite;
    const aggregator = await bench.startNode(suite, attesters[0]!, { aggregator: {} });
    const { result: id } = await callRpc(aggregator, "sendTask", await taskParams(suite, attesters[1]!));
    await aggregator.logged("voteCounted", { taskId: id });

    const { result } = await callRpc(aggregator, "getTask", [id]);
    const stake = 10n ** 18n;
    expect(result).to.deep.equal({
      id,
      status: "None",
      waitsFor: `quorumMissing: approve ${stake} of ${(8n * stake) / 3n + 1n}; reject 0 of ${(4n * stake) / 3n + 1n}; not voted: 2, 3, 4`,
      committee: String(committee),
      eligiblePower: String(4n * stake),
      approve: side([1], stake, (8n * stake) / 3n + 1n),
      reject: side([], 0n, (4n * stake) / 3n + 1n),
      missing: [2, 3, 4],
      ineligible: {},
    });
  });
});

function side(operators: number[], power: bigint, neededPower: bigint) {
  return {
    power: String(power),
    neededPower: String(neededPower),
    signers: operators.length,
    neededSigners: 0,
    operators,
  };
}
