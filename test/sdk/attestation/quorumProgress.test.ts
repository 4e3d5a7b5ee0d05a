import { expect } from "chai";
import { network } from "hardhat";

import { eligibleSeats } from "../../../sdk/attestation/eligibleSeats.ts";
import { quorumProgress, type QuorumProgressParameters } from "../../../sdk/attestation/quorumProgress.ts";
import { readTaskDefinition } from "../../../sdk/attestation/readTaskDefinition.ts";
import { submitTask } from "../../../sdk/attestation/submitTask.ts";
import { VotePhase } from "../../../sdk/attestation/votePhase.ts";
import { createMusterClient } from "../../../sdk/client/musterClient.ts";
import { readCommittee } from "../../../sdk/committee/readCommittee.ts";
import { signersOf } from "../../../sdk/committee/signersOf.ts";
import type { MusterError } from "../../../sdk/errors/musterError.ts";
import { type AttestationSuite, createDefinition, deployAttestation, prepareTask } from "../../helpers/attestation.ts";
import { defaults } from "../../helpers/defaults.ts";
import { createRandom } from "../../helpers/random.ts";

const connection = await network.create();
const { loadFixture } = connection.networkHelpers;

const ALL = (1n << BigInt(defaults.unequalStakes.length)) - 1n;
const DRAWS = 20;
const EQUAL = [1n, 1n, 1n];
const twoThirds = { minimumAttesters: 0, approveBps: 0 };

function progressOf(powers: readonly bigint[], changes: Partial<QuorumProgressParameters> = {}) {
  const seats = powers.map((power, seat) => ({ seat, power }));
  return quorumProgress({ seats, eligible: 2n ** 256n - 1n, quorum: twoThirds, votes: [], ...changes });
}

const approvals = (...seats: number[]) => seats.map((seat) => ({ seat, isApproved: true }));
const rejections = (...seats: number[]) => seats.map((seat) => ({ seat, isApproved: false }));

describe("quorumProgress", () => {
  it("takes more than two thirds for an approval", () => {
    expect(progressOf(EQUAL, { votes: approvals(0, 1) }).approve).to.deep.include({ power: 2n, isReached: false });
    expect(progressOf(EQUAL, { votes: approvals(0, 1, 2) }).approve).to.deep.include({ power: 3n, isReached: true });
  });

  it("takes more than one third for a rejection", () => {
    expect(progressOf(EQUAL, { votes: rejections(0) }).reject).to.deep.include({ neededPower: 2n, isReached: false });
    expect(progressOf(EQUAL, { votes: rejections(0, 1) }).reject).to.deep.include({ power: 2n, isReached: true });
  });

  it("takes more than two thirds for either side of a dispute, whoever is eligible", () => {
    const dispute = { phase: VotePhase.Dispute, eligible: 0n, quorum: { minimumAttesters: 9, approveBps: 9_000 } };

    expect(progressOf(EQUAL, { ...dispute, votes: rejections(0, 1) }).reject.isReached).to.equal(false);
    expect(progressOf(EQUAL, { ...dispute, votes: rejections(0, 1, 2) }).reject.isReached).to.equal(true);
    expect(progressOf(EQUAL, { ...dispute, votes: approvals(0, 1, 2) }).approve.isReached).to.equal(true);
  });

  it("takes as many signers as the definition asks for", () => {
    const quorum = { minimumAttesters: 3, approveBps: 0 };
    const powers = [10n, 1n, 1n];

    expect(progressOf(powers, { quorum, votes: approvals(0, 1) }).approve).to.include({ isReached: false, count: 2 });
    expect(progressOf(powers, { quorum, votes: approvals(0, 1, 2) }).approve.isReached).to.equal(true);
  });

  it("counts a voided seat in the total and not among the signers", () => {
    const seats = EQUAL.map((power, seat) => ({ seat, power, isVoided: seat === 2 }));
    const progress = progressOf([], { seats, votes: approvals(0, 1, 2) });

    expect(progress.totalPower).to.equal(3n);
    expect(progress.approve).to.deep.include({ signers: 0b011n, power: 2n, isReached: false });
  });

  it("leaves seats that are not eligible out of both", () => {
    const progress = progressOf(EQUAL, { eligible: 0b011n, votes: approvals(0, 1, 2) });

    expect(progress.totalPower).to.equal(2n);
    expect(progress.approve).to.deep.include({ signers: 0b011n, power: 2n, isReached: true });
  });

  it("counts a seat once, however often it votes", () => {
    expect(progressOf(EQUAL, { votes: approvals(0, 0, 0) }).approve).to.include({ power: 1n, count: 1 });
  });

  it("names the seats that have not voted", () => {
    const votes = [...approvals(2), ...rejections(0)];

    expect(progressOf([1n, 1n, 1n, 1n], { votes, eligible: 0b0111n }).missing).to.deep.equal([1]);
  });

  it("reaches nothing when nobody weighs anything", () => {
    expect(progressOf([0n], { votes: approvals(0) }).approve.isReached).to.equal(false);
    expect(progressOf([0n]).reject.isReached).to.equal(false);
  });

  describe("beside the chain", () => {
    const random = createRandom("quorums beside the chain");
    let suite: AttestationSuite;

    async function deployFixture() {
      return deployAttestation(connection, { stakes: defaults.unequalStakes });
    }

    beforeEach(async () => {
      suite = await loadFixture(deployFixture);
    });

    function randomSeats(allowed: bigint): number[] {
      return signersOf(random.bits(defaults.unequalStakes.length) & allowed);
    }

    /** The fixture's definition, changed by its owner. */
    async function define(changes: { minimumVotingPower?: bigint; restrictedOperatorIndexes?: bigint[] } = {}) {
      const definition = await createDefinition(suite, suite.owner, changes);
      await suite.center.fundTaskDefinition(definition, defaults.definitionFunds, { value: defaults.definitionFunds });
      return Number(definition);
    }

    async function progressBy(taskDefinitionId: number, isApproved: boolean, signers: readonly number[]) {
      const { committee } = suite;
      const definition = await readTaskDefinition(suite, { taskDefinitionId });
      const { eligible, power } = await eligibleSeats(suite, { taskDefinitionId, committee });
      const { seats } = await readCommittee(suite, { committee });
      const votes = signers.map((seat) => ({ seat, isApproved }));
      return { eligible, power, ...quorumProgress({ seats, eligible, quorum: definition, votes }) };
    }

    /** What the chain makes of a submission: its name for it, and the values that it is refused with. */
    async function outcomeOf(taskDefinitionId: number, isApproved: boolean, signers: readonly number[]) {
      const voters = suite.attesters.filter(({ seat }) => signers.includes(seat));
      const info = { taskDefinitionId: BigInt(taskDefinitionId) };
      const { id, ...task } = await prepareTask(suite, { isApproved, voters, info });
      const client = createMusterClient({ deployment: suite.deployment, runner: task.aggregator.signer });
      const sent = submitTask(client, { info: { ...task.info, taskDefinitionId }, details: task.details });
      const reverted = await sent.then(
        () => undefined,
        (error: MusterError) => error.revert,
      );
      return { id, outcome: reverted ? [reverted.name, reverted.args] : ["submitted"] };
    }

    /** The same by off-chain arithmetic. */
    async function expectedOf(id: string, taskDefinitionId: number, isApproved: boolean, signers: readonly number[]) {
      const { approve, reject, totalPower } = await progressBy(taskDefinitionId, isApproved, signers);
      const { isReached, count, neededCount, power } = isApproved ? approve : reject;
      if (isReached) return ["submitted"];
      return count < neededCount
        ? ["AttestationTooFewAttesters", { id, signers: BigInt(count), needed: BigInt(neededCount) }]
        : ["AttestationQuorumMissing", { id, signedPower: power, eligiblePower: totalPower }];
    }

    /** Compares so many draws; returns the names of what happened. */
    async function compare(taskDefinitionId: number, allowed: bigint): Promise<string[]> {
      const seen = new Set<string>();
      for (let draw = 0; draw < DRAWS; draw++) {
        const isApproved = random.pick([true, false]);
        const signers = randomSeats(allowed);
        if (signers.length === 0) continue;
        const { id, outcome } = await outcomeOf(taskDefinitionId, isApproved, signers);

        expect(outcome).to.deep.equal(await expectedOf(id, taskDefinitionId, isApproved, signers));
        seen.add(outcome[0] as string);
      }
      return [...seen];
    }

    it("says what the center does with every draw of signers", async () => {
      const seen = await compare(await define(), ALL);

      expect(seen).to.have.members(["submitted", "AttestationQuorumMissing"]);
    });

    it("says so for a raised quorum", async () => {
      const taskDefinitionId = await define();
      await suite.center.connect(suite.owner).setTaskDefinitionQuorum(taskDefinitionId, 3, 8_500);
      const seen = await compare(taskDefinitionId, ALL);

      expect(seen).to.have.members(["submitted", "AttestationQuorumMissing", "AttestationTooFewAttesters"]);
    });

    it("says so where only some are eligible", async () => {
      const restrictedOperatorIndexes = suite.attesters.filter(({ seat }) => seat !== 1).map((a) => BigInt(a.operator));
      const taskDefinitionId = await define({ restrictedOperatorIndexes });
      const { eligible, power, totalPower } = await progressBy(taskDefinitionId, true, []);
      const seen = await compare(taskDefinitionId, eligible);

      expect(eligible).to.equal(0b11101n);
      expect(power).to.equal(totalPower);
      expect(seen).to.have.members(["submitted", "AttestationQuorumMissing"]);
    });
  });
});
