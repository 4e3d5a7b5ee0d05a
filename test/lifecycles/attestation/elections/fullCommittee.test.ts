import { expect } from "chai";
import type { Contract } from "ethers";
import { network } from "hardhat";

import { createDefinition } from "../../../helpers/attestation.ts";
import { testSecret } from "../../../helpers/blsSigners.ts";
import { sealMembers, seatMembers, type TestCommittees } from "../../../helpers/committee.ts";
import { answerRound, deployTestSuite } from "../../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const SEATS = 256;
const EPOCH = 2n;
/** What a transaction costs before it runs, with the calldata of a question. */
const INTRINSIC = 21_000n;

/** A committee of as many as there can be, and a definition that asks for a minimum power. */
async function fullFixture() {
  const suite = await deployTestSuite(connection, 0);
  const filler = (await ethers.deployContract("SeatFiller")) as unknown as Contract;
  const pool = await suite.center.defaultPool();
  const members = { ...suite, filler, pool, members: [] } as unknown as TestCommittees;
  await seatMembers(
    members,
    Array.from({ length: SEATS }, (_, index) => testSecret(index)),
  );
  const committee = await sealMembers(members);
  const definition = await createDefinition(suite, suite.actor, { minimumVotingPower: 1n });
  const { roundRobinElection, randomElection, stakeElection, reputationElection } = suite;
  for (const election of [roundRobinElection, randomElection, stakeElection, reputationElection]) {
    await election.connect(suite.actor).setEpochBlocks(definition, EPOCH);
  }
  await randomElection.requestSeed(definition, { value: await suite.beacon.entryFee() });
  await answerRound(suite);
  return { suite, committee, definition };
}

describe("leader elections in a full committee", () => {
  for (const kind of ["roundRobinElection", "randomElection", "stakeElection", "reputationElection"] as const) {
    it(`answers within the gas that the center gives: ${kind}`, async () => {
      const { suite, committee, definition } = await networkHelpers.loadFixture(fullFixture);
      const election = suite[kind];
      // The lead was passed on often.
      await networkHelpers.mine(40n * EPOCH);

      const gas = await election.isLeader.estimateGas(definition, committee, SEATS - 1);

      expect(gas - INTRINSIC).to.be.lessThan(await suite.center.ELECTION_GAS());
    });
  }

  it("names the last seat of a full line", async () => {
    const { suite, committee, definition } = await networkHelpers.loadFixture(fullFixture);
    const { stakeElection } = suite;
    const { since } = await stakeElection.epochsOf(definition);
    const epoch = since / EPOCH;
    const line = await stakeElection.MAX_LINE();

    expect(await stakeElection.leaderAt(definition, committee, (epoch + line) * EPOCH)).to.equal(line - 1n);
    expect(await stakeElection.leaderAt(definition, committee, (epoch + line + 1n) * EPOCH)).to.equal(0n);
  });
});
