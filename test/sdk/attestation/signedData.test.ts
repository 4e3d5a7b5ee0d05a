import { expect } from "chai";
import { getBytes, toUtf8String } from "ethers";
import { network } from "hardhat";

import { signTask } from "../../../sdk/attestation/signTask.ts";
import type { TaskInfo } from "../../../sdk/attestation/taskInfo.ts";
import { taskIdOf } from "../../../sdk/attestation/taskIdOf.ts";
import { voteDigestOf } from "../../../sdk/attestation/voteDigestOf.ts";
import { VotePhase } from "../../../sdk/attestation/votePhase.ts";
import { createMusterClient } from "../../../sdk/client/musterClient.ts";
import { createRandom } from "../../helpers/random.ts";
import { deployTestSuite, type TestSuite } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const DRAWS = 64;

describe("what is signed in attestation", () => {
  let suite: TestSuite;
  let center: { chainId: number; center: string };
  const random = createRandom("what is signed in attestation");

  async function deployFixture() {
    return deployTestSuite(connection, 0);
  }

  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(deployFixture);
    center = { chainId: suite.deployment.chainId, center: suite.deployment.addresses.center };
  });

  function randomAddress(): string {
    return ethers.getAddress(random.bytes(20));
  }

  /** Text of all planes, none included. */
  function randomText(): string {
    const points = Array.from({ length: Number(random.between(0n, 40n)) }, () =>
      random.pick([random.between(0n, 0x7fn), random.between(0x80n, 0xd7ffn), random.between(0x10000n, 0x10ffffn)]),
    );
    return String.fromCodePoint(...points.map(Number));
  }

  function randomInfo(): TaskInfo {
    return {
      proofOfTask: randomText(),
      data: random.bytes(Number(random.between(0n, 100n))),
      taskPerformer: randomAddress(),
      taskDefinitionId: Number(random.bits(16)),
    };
  }

  it("gives each task the id that the center gives it", async () => {
    const infos = Array.from({ length: DRAWS }, randomInfo);
    const onChain = await Promise.all(infos.map((info) => suite.center.taskIdOf(info)));

    expect(infos.map((info) => taskIdOf({ ...center, info }))).to.deep.equal(onChain);
    expect(new Set(onChain).size).to.equal(DRAWS);
  });

  it("gives each vote the digest that the center gives it", async () => {
    const votes = Array.from({ length: DRAWS }, () => ({
      id: random.bytes(32),
      isApproved: random.pick([true, false]),
      phase: random.pick([VotePhase.Submission, VotePhase.Dispute]),
      aggregator: random.pick([randomAddress(), ethers.ZeroAddress]),
      committee: random.bits(64),
    }));
    const onChain = await Promise.all(
      votes.map(({ id, isApproved, phase, aggregator, committee }) =>
        suite.center.voteDigestOf(id, isApproved, phase, aggregator, committee),
      ),
    );

    expect(votes.map((vote) => voteDigestOf({ ...center, ...vote }))).to.deep.equal(onChain);
    expect(new Set(onChain).size).to.equal(DRAWS);
  });

  it("binds ids and digests to the chain and to the center", () => {
    const info = randomInfo();
    const elsewhere = [
      { ...center, chainId: center.chainId + 1 },
      { ...center, center: suite.deployment.addresses.dispatcher },
    ];
    const ids = [center, ...elsewhere].map((place) => taskIdOf({ ...place, info }));

    expect(new Set(ids).size).to.equal(3);
  });

  it("signs a task so that its performer is recovered from the id", async () => {
    const info = { ...randomInfo(), taskPerformer: suite.stranger.address };
    const client = createMusterClient({ deployment: suite.deployment, runner: suite.stranger });
    const signature = await signTask(client, { info });

    expect(ethers.recoverAddress(taskIdOf({ ...center, info }), signature)).to.equal(suite.stranger.address);
  });

  it("treats a proof as text in UTF-8", async () => {
    const info = { ...randomInfo(), proofOfTask: toUtf8String(getBytes("0xe282ac")) };

    expect(info.proofOfTask).to.equal("€");
    expect(taskIdOf({ ...center, info })).to.equal(await suite.center.taskIdOf(info));
  });
});
