import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";

import { suiteDefaults } from "../../../scripts/deploy/suiteSettings.ts";
import { aggregateSignatures } from "../../../sdk/bls/aggregateSignatures.ts";
import { blsSign } from "../../../sdk/bls/blsSign.ts";
import { generateBlsKey } from "../../../sdk/bls/generateBlsKey.ts";
import {
  agreeOnTerms,
  attestedIdOf,
  type Attester,
  type AttestationSuite,
  buildTask,
  challenge,
  deployAttestation,
  join,
  passDisputePeriod,
  PHASE,
  type PreparedTask,
  prepareTask,
  provenKey,
  resolve,
  sealCommittee,
  seatsOf,
  send,
  STATUS,
  submit,
  vote,
} from "../../helpers/attestation.ts";
import { defaults } from "../../helpers/defaults.ts";
import { answerRound, poolTerms } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const STAKE = defaults.stake;
const DAY = 86_400;
const ETHER = 10n ** 18n;

/** Everybody accepted the terms. */
async function agreedFixture(): Promise<AttestationSuite> {
  const suite = await deployAttestation(connection);
  await agreeOnTerms(suite, suite.attesters);
  return suite;
}

async function slashableOf({ registry }: AttestationSuite, { operator }: Attester): Promise<bigint> {
  return registry.slashableOf(operator);
}

/** Shows two contradicting votes, made with a key, on a task; on one that was never submitted unless one is given. */
async function accuse(
  suite: AttestationSuite,
  { operator, seat }: Attester,
  blsKey: string,
  committee: bigint,
  { info = buildTask(suite) }: Partial<PreparedTask> = {},
) {
  const voter = { operator, seat, blsKey } as Attester;
  const evidenceOf = (isApproved: boolean) => {
    const terms = { isApproved, phase: PHASE.Submission, aggregator: ZeroAddress, committee };
    const signature = vote(suite, voter, { task: attestedIdOf(suite, info), ...terms });
    return { committee, seat, aggregator: ZeroAddress, signature };
  };
  const { center, stranger } = suite;
  return center.connect(stranger).slashDoubleAttestation(info, PHASE.Submission, evidenceOf(true), evidenceOf(false));
}

/** Gives an attester another key; the committees that follow have it, and it is returned in their order. */
async function rotateKey(suite: AttestationSuite, attester: Attester): Promise<readonly Attester[]> {
  const { registry, attesters } = suite;
  const blsKey = generateBlsKey(ethers.id("fresh") + ethers.id("fresh").slice(2));
  await registry.connect(attester.signer).setKey(await provenKey(suite, attester.signer.address, blsKey));
  return attesters.map((each) => (each === attester ? { ...each, blsKey } : each));
}

describe("AttestationCenter: attacks that stay out", () => {
  describe("A1: whoever resolves a dispute leaves out somebody's correction", () => {
    it("is no loser who corrected itself in time: anybody brings its vote", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { center, attesters } = suite;
      const left = attesters[3]!;
      const task = await submit(suite);
      await challenge(suite, task);
      await resolve(suite, task, attesters.slice(0, 3));

      await join(suite, task, [left]);
      await passDisputePeriod(suite, task);

      await expect(center.slashIncorrectAttestation(task.id, left.seat))
        .to.be.revertedWithCustomError(center, "AttestationNotOnLosingSide")
        .withArgs(task.id, left.seat);
      expect(await slashableOf(suite, left)).to.equal(STAKE);
    });

    it("is not slashed before it had its time", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { center, attesters } = suite;
      const task = await submit(suite);
      await challenge(suite, task);
      await resolve(suite, task, attesters.slice(0, 3));
      const deadline = (await center.recordOf(task.id))[0].decidedAt + defaults.disputePeriodBlocks;
      const next = BigInt(await networkHelpers.time.latestBlock()) + 1n;

      await expect(center.slashIncorrectAttestation(task.id, 3))
        .to.be.revertedWithCustomError(center, "AttestationWrongTime")
        .withArgs(task.id, next, deadline);
    });
  });

  describe("A2: a third of the power rejects, and fleeces an honest performer against all the others", () => {
    it("is overturned by more than half of the whole committee", async () => {
      const stakes = [34n * ETHER, 33n * ETHER, 33n * ETHER];
      const suite = await deployAttestation(connection, { stakes });
      await agreeOnTerms(suite, suite.attesters, { reporterBps: 4_999n });
      const [thief, victim, other] = suite.attesters as [Attester, Attester, Attester];
      const task = await submit(suite, { isApproved: false, performer: victim, aggregator: thief, voters: [thief] });
      await challenge(suite, task);
      await resolve(suite, task, [victim, other]);

      await expect(suite.center.slashPerformer(task.id))
        .to.be.revertedWithCustomError(suite.center, "AttestationWrongStatus")
        .withArgs(task.id, STATUS.Overturned);
      expect(await slashableOf(suite, victim)).to.equal(33n * ETHER);
    });

    it("stays where exactly half would have it otherwise", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { center, attesters } = suite;
      const task = await submit(suite, { isApproved: false, voters: attesters.slice(0, 2) });
      await challenge(suite, task);

      await expect(resolve(suite, task, attesters.slice(2)))
        .to.be.revertedWithCustomError(center, "AttestationQuorumMissing")
        .withArgs(task.id, 2n * STAKE, 4n * STAKE);
    });

    it("takes back no approval by half", async () => {
      const suite = await networkHelpers.loadFixture(thirdsFixture);
      const { center, attesters } = suite;
      const task = await submit(suite);
      await challenge(suite, task);

      await expect(resolve(suite, task, attesters.slice(1)))
        .to.be.revertedWithCustomError(center, "AttestationQuorumMissing")
        .withArgs(task.id, 2n * STAKE, 3n * STAKE);
    });
  });

  describe("A3: a key that was rotated out gets its operator slashed, long after", () => {
    /** The victim's old key is known, and the committees that had it are dead. */
    async function leakedFixture() {
      const suite = await agreedFixture();
      const victim = suite.attesters[2]!;
      const task = await submit(suite);
      const renewed = await rotateKey(suite, victim);
      await networkHelpers.time.increase(2 * DAY);
      await sealCommittee(suite, suite.pool, renewed);
      await networkHelpers.time.increase(2 * DAY);
      return { suite, victim, task };
    }

    it("proves nothing about a task that was never submitted", async () => {
      const { suite, victim } = await networkHelpers.loadFixture(leakedFixture);
      const { center, committee, committees } = suite;

      expect(await committees.isLive(committee)).to.equal(false);
      await expect(accuse(suite, victim, victim.blsKey, committee))
        .to.be.revertedWithCustomError(center, "AttestationDeadCommittee")
        .withArgs(committee);
      expect(await slashableOf(suite, victim)).to.equal(STAKE);
    });

    it("proves nothing about a task of its committee once nobody can dispute it", async () => {
      const { suite, victim, task } = await networkHelpers.loadFixture(leakedFixture);
      const { center, committee } = suite;
      const snapshot = await networkHelpers.takeSnapshot();
      await expect(accuse(suite, victim, victim.blsKey, committee, task)).to.emit(center, "DoubleAttestationPunished");
      await snapshot.restore();
      await passDisputePeriod(suite, task);

      await expect(accuse(suite, victim, victim.blsKey, committee, task))
        .to.be.revertedWithCustomError(center, "AttestationDeadCommittee")
        .withArgs(committee);
    });

    it("proves nothing about a task of another committee", async () => {
      const { suite, victim } = await networkHelpers.loadFixture(leakedFixture);
      const { center, committee, committees, pool, attesters } = suite;
      const other = await submit(suite, { committee: await committees.currentOf(pool), voters: without(attesters, 2) });

      await expect(accuse(suite, victim, victim.blsKey, committee, other))
        .to.be.revertedWithCustomError(center, "AttestationDeadCommittee")
        .withArgs(committee);
    });
  });

  describe("A4: seats are moved around once the seed is known", () => {
    it("does not change who leads", async () => {
      const suite = await deployAttestation(connection);
      const { randomElection, owner, definition, committee, committees, pool, attesters, registry } = suite;
      await randomElection.connect(owner).setEpochBlocks(definition, 10n);
      await randomElection.connect(suite.stranger).requestSeed(definition, {
        value: suiteDefaults.beacon.entryFee,
      });
      await answerRound(suite);
      const start = (BigInt(await networkHelpers.time.latestBlock()) / 10n + 2n) * 10n;
      const epochs = Array.from({ length: 16 }, (_, index) => start + BigInt(index) * 10n);
      const leadersOf = async (of: bigint) =>
        Promise.all(
          epochs.map(async (block) => {
            const seat = await randomElection.leaderAt(definition, of, block);
            return (await committees.seatOf(of, seat)).operator;
          }),
        );
      const before = await leadersOf(committee);
      const [mover, second, third, last] = attesters as [Attester, Attester, Attester, Attester];
      await registry.connect(mover.signer).leavePool(pool);
      await registry.connect(mover.signer).joinPool(pool, "0x");
      const resealed = await sealCommittee(suite, pool, [last, second, third, mover]);

      expect(await leadersOf(resealed)).to.deep.equal(before);
      expect(new Set(before).size).to.be.greaterThan(1);
    });
  });

  describe("A5: a reseal leaves a term without its leader", () => {
    it("is decided again by the new committee", async () => {
      const suite = await deployAttestation(connection);
      const { consensusElection: election, owner, definition, committee, pool, attesters, registry } = suite;
      const blocks = 50_400n;
      await election.connect(owner).setEpochBlocks(definition, blocks);
      const term = BigInt(await networkHelpers.time.latestBlock()) / blocks;
      const record = async (of: bigint, leader: number) => {
        const digest = await election.termDigestOf(definition, term, of, leader);
        const signature = aggregateSignatures(attesters.map(({ blsKey }) => blsSign(blsKey, digest)));
        return election.recordLeader(definition, term, of, leader, seatsOf(attesters), signature);
      };
      await record(committee, 0);
      await registry.connect(suite.stranger).stake(attesters[3]!.operator, 1n, { value: 1n });
      const resealed = await sealCommittee(suite, pool, attesters);

      await expect(record(resealed, 2))
        .to.emit(election, "LeaderRecorded")
        .withArgs(definition, term, resealed, 2n, 0b1111n);
      expect(await election.isLeader(definition, resealed, 2)).to.equal(true);
      expect(await election.isLeader(definition, committee, 0)).to.equal(true);
      await expect(record(resealed, 1))
        .to.be.revertedWithCustomError(election, "ElectionWrongTerm")
        .withArgs(definition, term, term);
    });
  });

  describe("A7: seals over one wei drain the fund of a pool that its market owns", () => {
    it("ends when governance lowers the price", async () => {
      const suite = await deployAttestation(connection);
      const { sealBounties, pool, registry, attesters, committees, stranger, center, governor } = suite;
      await sealBounties.fund(pool, ETHER, { value: ETHER });
      await sealBounties.pay(suite.committee);
      const left = await sealBounties.fundOf(pool);
      expect((await registry.rulesOf(pool)).owner).to.equal(await center.getAddress());

      await sealBounties.connect(governor).setMarketBountyPerSeat(pool, 0);
      await networkHelpers.time.increase(3_601);
      await registry.stake(attesters[3]!.operator, 1n, { value: 1n });
      const id = await sealCommittee({ ...suite, committees: committees.connect(stranger) }, pool, attesters);

      await expect(sealBounties.pay(id)).to.be.revertedWithCustomError(sealBounties, "SealBountyNotDue").withArgs(id);
      expect(await sealBounties.fundOf(pool)).to.equal(left);
    });
  });

  describe("A8: a quorum that was set before the first seal strands its definition", () => {
    it("is lowered to what the committee can reach, and no further than once", async () => {
      const suite = await deployAttestation(connection);
      const { registry, center, owner, definition, attesters } = suite;
      const terms = { ...poolTerms(await center.getAddress(), ethers), seatLimit: 256, requiredKeys: 1 };
      await registry.connect(owner).openPool(terms);
      const pool = Number(await registry.poolCount());
      await center.connect(owner).setTaskDefinitionPool(definition, pool);
      await center.connect(owner).setTaskDefinitionQuorum(definition, 256, 7_000);
      for (const { signer } of attesters) await registry.connect(signer).joinPool(pool, "0x");
      const committee = await sealCommittee(suite, pool, attesters);
      const byOwner = center.connect(owner);

      await expect(byOwner.setTaskDefinitionQuorum(definition, 3, 0))
        .to.be.revertedWithCustomError(center, "TaskDefinitionBadQuorum")
        .withArgs(definition, 3n, 0n);
      await byOwner.setTaskDefinitionQuorum(definition, 3, 7_000);
      const task = await submit(suite, { committee });
      expect(await center.statusOf(task.id)).to.equal(STATUS.Approved);
      await expect(byOwner.setTaskDefinitionQuorum(definition, 2, 7_000))
        .to.be.revertedWithCustomError(center, "TaskDefinitionBadQuorum")
        .withArgs(definition, 2n, 7_000n);
    });
  });

  describe("A11: an operator that was jailed before a committee is sealed", () => {
    for (const part of ["performs", "attests"] as const) {
      it(`is refused where it ${part}`, async () => {
        const suite = await networkHelpers.loadFixture(agreedFixture);
        const { center, pool, attesters } = suite;
        const jailed = attesters[3]!;
        await accuse(suite, jailed, jailed.blsKey, suite.committee);
        const committee = await sealCommittee(suite, pool, attesters);
        const plan = part === "performs" ? { performer: jailed, voters: attesters.slice(0, 3) } : { voters: attesters };
        const task = await prepareTask(suite, { committee, ...plan });

        await expect(send(suite, task))
          .to.be.revertedWithCustomError(center, "AttestationSeatVoided")
          .withArgs(committee, BigInt(jailed.seat));
      });
    }
  });

  describe("A13: a seat without stake is paid like one with stake", () => {
    it("neither signs nor aggregates, and is not eligible", async () => {
      const suite = await deployAttestation(connection);
      const { center, registry, pool, attesters, definition } = suite;
      const empty = attesters[3]!;
      await registry.connect(empty.signer).unstake(STAKE);
      const committee = await sealCommittee(suite, pool, attesters);
      const sound = attesters.slice(0, 3);

      for (const plan of [{ voters: attesters }, { aggregator: empty, voters: sound }]) {
        await expect(send(suite, await prepareTask(suite, { committee, ...plan })))
          .to.be.revertedWithCustomError(center, "AttestationSeatVoided")
          .withArgs(committee, 3n);
      }
      expect(await center.eligibilityOf(definition, committee)).to.deep.equal([0b0111n, 3n * STAKE]);
    });
  });
});

async function thirdsFixture(): Promise<AttestationSuite> {
  return deployAttestation(connection, { stakes: [STAKE, STAKE, STAKE] });
}

function without(attesters: readonly Attester[], seat: number): readonly Attester[] {
  return attesters.filter((each) => each.seat !== seat);
}
