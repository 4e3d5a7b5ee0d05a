import { expect } from "chai";
import { network } from "hardhat";

import { createTaskDefinition } from "../../../sdk/attestation/createTaskDefinition.ts";
import { eligibleSeats } from "../../../sdk/attestation/eligibleSeats.ts";
import { quorumProgress, type QuorumProgressParameters } from "../../../sdk/attestation/quorumProgress.ts";
import { readTaskDefinition } from "../../../sdk/attestation/readTaskDefinition.ts";
import { submitTask } from "../../../sdk/attestation/submitTask.ts";
import { VotePhase } from "../../../sdk/attestation/votePhase.ts";
import { MusterError } from "../../../sdk/errors/musterError.ts";
import { defaults } from "../../helpers/defaults.ts";
import { type Attester, deployTestQuorum, detailsOf, taskOf, type TestQuorum } from "../../helpers/quorum.ts";
import { createRandom } from "../../helpers/random.ts";

const connection = await network.create();
const { loadFixture } = connection.networkHelpers;

const ALL = (1n << BigInt(defaults.powers.length)) - 1n;
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
    let quorum: TestQuorum;

    async function deployFixture() {
      return deployTestQuorum(connection);
    }

    beforeEach(async () => {
      quorum = await loadFixture(deployFixture);
    });

    /** Every set of seats that votes with the first and the last. */
    function randomSeats(): number[] {
      const bits = random.bits(defaults.powers.length);
      return defaults.powers.map((_, seat) => seat).filter((seat) => (bits >> BigInt(seat)) & 1n);
    }

    async function define(changes: { minimumVotingPower?: bigint; restrictedOperatorIndexes?: number[] }) {
      const { taskDefinitionId } = await createTaskDefinition(quorum, { name: "beside the chain", ...changes });
      return taskDefinitionId;
    }

    async function progressBy(taskDefinitionId: number, isApproved: boolean, signers: readonly number[]) {
      const definition = await readTaskDefinition(quorum, { taskDefinitionId });
      const { eligible, power } = await eligibleSeats(quorum, { taskDefinitionId, committee: quorum.committee });
      const votes = signers.map((seat) => ({ seat, isApproved }));
      return { eligible, power, ...quorumProgress({ seats: quorum.attesters, eligible, quorum: definition, votes }) };
    }

    /** What becomes of a submission: submitted, or the name and values of what it was refused with. */
    async function outcomeOf(taskDefinitionId: number, isApproved: boolean, signers: readonly number[]) {
      const info = taskOf(quorum, { taskDefinitionId, proofOfTask: random.bytes(8) });
      const details = await detailsOf(quorum, info, { signers, isApproved });
      const { client } = quorum.attesters.at(-1) as Attester;
      return submitTask(client, { info, details }).then(
        () => "submitted",
        (error: unknown) => (error instanceof MusterError ? error.revert : error),
      );
    }

    /** The same from off-chain arithmetic. */
    async function expectedOf(id: string, taskDefinitionId: number, isApproved: boolean, signers: readonly number[]) {
      const { approve, reject, totalPower } = await progressBy(taskDefinitionId, isApproved, signers);
      const side = isApproved ? approve : reject;
      if (side.isReached) return "submitted";
      const [signed, eligible] = [side.power, totalPower];
      return side.count < side.neededCount
        ? {
            name: "AttestationTooFewAttesters",
            args: { id, signers: BigInt(side.count), needed: BigInt(side.neededCount) },
          }
        : { name: "AttestationQuorumMissing", args: { id, signedPower: signed, eligiblePower: eligible } };
    }

    async function compare(taskDefinitionId: number, draws: number, allowed = ALL): Promise<Set<unknown>> {
      const seen = new Set<unknown>();
      for (let draw = 0; draw < draws; draw++) {
        const isApproved = random.pick([true, false]);
        const signers = randomSeats().filter((seat) => (allowed >> BigInt(seat)) & 1n);
        if (signers.length === 0) continue;
        const actual = await outcomeOf(taskDefinitionId, isApproved, signers);
        const { remedy: _, ...plain } = typeof actual === "object" ? (actual as { remedy?: string }) : {};
        const id = (plain as { args?: { id: string } }).args?.id ?? "";
        const expected = await expectedOf(id, taskDefinitionId, isApproved, signers);

        expect(typeof actual === "string" ? actual : plain).to.deep.equal(expected);
        seen.add(typeof expected === "string" ? expected : expected.name);
      }
      return seen;
    }

    it("says what the center does with every draw of signers", async () => {
      const seen = await compare(await define({}), 24);

      expect([...seen]).to.include.members(["submitted", "AttestationQuorumMissing"]);
    });

    it("says so for a raised quorum", async () => {
      const taskDefinitionId = await define({});
      await quorum.center.setTaskDefinitionQuorum(taskDefinitionId, 3, 8_500);
      const seen = await compare(taskDefinitionId, 24);

      expect([...seen]).to.include.members(["submitted", "AttestationQuorumMissing", "AttestationTooFewAttesters"]);
    });

    it("says so where only some are eligible", async () => {
      const restrictedOperatorIndexes = [0, 2, 3, 4].map((seat) => (quorum.attesters[seat] as Attester).operator);
      const minimumVotingPower = defaults.powers[4] as bigint;
      const taskDefinitionId = await define({ restrictedOperatorIndexes, minimumVotingPower });
      const { eligible, power, totalPower } = await progressBy(taskDefinitionId, true, []);

      expect({ eligible, power }).to.deep.equal({ eligible: 0b10101n, power: totalPower });
      const seen = await compare(taskDefinitionId, 16, eligible);
      expect([...seen]).to.include.members(["submitted", "AttestationQuorumMissing"]);
    });
  });
});
