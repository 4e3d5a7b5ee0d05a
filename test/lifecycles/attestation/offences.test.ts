import { expect } from "chai";
import { AbiCoder, keccak256, ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import { suiteDefaults } from "../../../scripts/deploy/suiteSettings.ts";
import {
  agreeOnTerms,
  attestedIdOf,
  type Attester,
  type AttestationSuite,
  type Ballot,
  buildTask,
  challenge,
  claim,
  deployAttestation,
  passDisputePeriod,
  PHASE,
  type PreparedTask,
  resolve,
  sealCommittee,
  STATUS,
  submit,
  type TestTaskInfo,
  uphold,
  voidSeat,
  vote,
  voteDigest,
} from "../../helpers/attestation.ts";
import { defaults } from "../../helpers/defaults.ts";
import { deployToken, mineBefore } from "../../helpers/dispatchMoves.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const STAKE = defaults.stake;
const BOND = suiteDefaults.attestation.challengeBond;
const { attesterFee, aggregatorFee } = defaults;
const { doubleAttestationBps, incorrectAttestationBps, rejectedPerformerBps, reporterBps } = defaults.slashingTerms;
const coder = AbiCoder.defaultAbiCoder();

const JAILED = 2n;
const shareOf = (amount: bigint, bps: bigint) => (amount * bps) / 10_000n;

/** Everybody accepted the terms. */
async function agreedFixture(): Promise<AttestationSuite & { termsHash: string }> {
  const suite = await deployAttestation(connection);
  return { ...suite, termsHash: await agreeOnTerms(suite, suite.attesters) };
}

/** Nobody did. */
async function strangersFixture(): Promise<AttestationSuite & { termsHash: string }> {
  const suite = await deployAttestation(connection);
  return { ...suite, termsHash: await agreeOnTerms(suite, []) };
}

/** Everybody accepted terms that punish nothing. */
async function harmlessFixture(): Promise<AttestationSuite> {
  const suite = await deployAttestation(connection);
  const off = { doubleAttestationBps: 0n, incorrectAttestationBps: 0n, rejectedPerformerBps: 0n };
  await agreeOnTerms(suite, suite.attesters, off);
  return suite;
}

async function activeOf({ registry }: AttestationSuite, { operator }: Attester): Promise<bigint> {
  return (await registry.stakeOf(operator)).active;
}

describe("AttestationCenter: offences", () => {
  describe("slashDoubleAttestation", () => {
    /** A vote of an attester as evidence, for what the ballot says. */
    function evidence(suite: AttestationSuite, attester: Attester, ballot: Ballot, seat = attester.seat) {
      const { committee, aggregator } = ballot;
      return { committee, seat, aggregator, signature: vote(suite, attester, ballot) };
    }

    /** Sends two votes of an attester for both sides of a task. */
    async function accuse(
      suite: AttestationSuite,
      info: TestTaskInfo,
      attester: Attester,
      phase: bigint = PHASE.Submission,
      changes: { approval?: Partial<Ballot>; rejection?: Partial<Ballot> } = {},
    ) {
      const { center, committee, stranger } = suite;
      const ballot = { task: attestedIdOf(suite, info), phase, aggregator: ZeroAddress, committee };
      const approval = evidence(suite, attester, { ...ballot, isApproved: true, ...changes.approval });
      const rejection = evidence(suite, attester, { ...ballot, isApproved: false, ...changes.rejection });
      return center.connect(stranger).slashDoubleAttestation(info, phase, approval, rejection);
    }

    for (const phase of ["Submission", "Dispute"] as const) {
      it(`slashes who voted for both sides in the phase of ${phase}, and pays the reporter`, async () => {
        const suite = await networkHelpers.loadFixture(agreedFixture);
        const { center, escrow, registry, attesters, stranger, governor, native } = suite;
        const [, , , culprit] = attesters;
        const { id, info } = await submit(suite);
        const amount = shareOf(STAKE, doubleAttestationBps);

        await expect(accuse(suite, info, culprit!, PHASE[phase]))
          .to.emit(center, "DoubleAttestationPunished")
          .withArgs(id, culprit!.operator, PHASE[phase], amount);

        expect(await activeOf(suite, culprit!)).to.equal(STAKE - amount);
        const bounty = shareOf(amount, reporterBps);
        expect(await escrow.creditOf(stranger, native)).to.equal(bounty);
        expect(await escrow.creditOf(governor, native)).to.equal(amount - bounty);
        expect((await registry.identityOf(culprit!.operator)).status).to.equal(JAILED);
      });
    }

    it("voids the seats that voted", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { committees, committee, attesters } = suite;
      const info = buildTask(suite);

      await expect(accuse(suite, info, attesters[3]!))
        .to.emit(committees, "SeatVoided")
        .withArgs(committee, 3n, attesters[3]!.operator);
    });

    it("slashes for a task that was never submitted", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const info = buildTask(suite);

      await expect(accuse(suite, info, suite.attesters[2]!))
        .to.emit(suite.center, "DoubleAttestationPunished")
        .withArgs(attestedIdOf(suite, info), 3n, PHASE.Submission, shareOf(STAKE, doubleAttestationBps));
    });

    it("slashes for votes to two aggregators", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { attesters, center } = suite;
      const [one, other] = attesters.map(({ signer }) => signer.address);
      const changes = { approval: { aggregator: one! }, rejection: { aggregator: other! } };

      await expect(accuse(suite, buildTask(suite), attesters[3]!, PHASE.Submission, changes)).to.emit(
        center,
        "DoubleAttestationPunished",
      );
    });

    it("slashes for votes in two committees, and voids both seats", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { committees, center, registry, attesters, pool, committee } = suite;
      const [, , third, fourth] = attesters;
      await registry.connect(third!.signer).leavePool(pool);
      // The last seat moved into the one that was left.
      const moved = [attesters[0]!, attesters[1]!, { ...fourth!, seat: 2 }];
      const next = await sealCommittee(suite, pool, moved);
      const info = buildTask(suite);
      const ballot = { task: attestedIdOf(suite, info), phase: PHASE.Submission, aggregator: ZeroAddress };
      const approval = evidence(suite, fourth!, { ...ballot, isApproved: true, committee });
      const rejection = evidence(suite, moved[2]!, { ...ballot, isApproved: false, committee: next });

      await expect(center.slashDoubleAttestation(info, PHASE.Submission, approval, rejection)).to.emit(
        center,
        "DoubleAttestationPunished",
      );
      expect((await committees.committeeOf(committee)).voided).to.equal(0b1000n);
      expect((await committees.committeeOf(next)).voided).to.equal(0b0100n);
    });

    it("slashes a seat that was voided before", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const [, , , culprit] = suite.attesters;
      await voidSeat(suite, culprit!);

      await expect(accuse(suite, buildTask(suite), culprit!)).to.emit(suite.center, "DoubleAttestationPunished");
    });

    it("slashes once for a phase of a task, and again for the other", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { center, registry, attesters } = suite;
      const info = buildTask(suite);
      const [, , , culprit] = attesters;
      await accuse(suite, info, culprit!);
      const encoded = coder.encode(
        ["bytes32", "uint32", "uint8"],
        [attestedIdOf(suite, info), culprit!.operator, PHASE.Submission],
      );

      await expect(accuse(suite, info, culprit!))
        .to.be.revertedWithCustomError(registry, "StakingOffencePunished")
        .withArgs(await center.getAddress(), keccak256(encoded));
      await expect(accuse(suite, info, culprit!, PHASE.Dispute)).to.emit(center, "DoubleAttestationPunished");
    });

    it("jails only where the terms say so", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { registry, attesters } = suite;
      await agreeOnTerms(suite, attesters, { jails: false });

      await accuse(suite, buildTask(suite), attesters[3]!);

      expect((await registry.identityOf(attesters[3]!.operator)).status).to.not.equal(JAILED);
    });

    it("leaves alone who did not accept the terms", async () => {
      const suite = await networkHelpers.loadFixture(strangersFixture);
      const info = buildTask(suite);

      await expect(accuse(suite, info, suite.attesters[3]!))
        .to.be.revertedWithCustomError(suite.center, "AttestationNotPunishable")
        .withArgs(attestedIdOf(suite, info), 4n, suite.termsHash);
    });

    it("is off where the terms cost nothing", async () => {
      const suite = await networkHelpers.loadFixture(harmlessFixture);
      const info = buildTask(suite);

      await expect(accuse(suite, info, suite.attesters[3]!))
        .to.be.revertedWithCustomError(suite.center, "AttestationNotPunishable")
        .withArgs(attestedIdOf(suite, info), 4n, ZeroHash);
    });

    it("knows terms only of definitions that are there", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);

      await expect(accuse(suite, buildTask(suite, { taskDefinitionId: 99n }), suite.attesters[3]!))
        .to.be.revertedWithCustomError(suite.center, "TaskDefinitionNotFound")
        .withArgs(99n);
    });

    it("refuses votes of two operators", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { center, attesters, committee } = suite;
      const info = buildTask(suite);
      const ballot = { task: attestedIdOf(suite, info), phase: PHASE.Submission, aggregator: ZeroAddress, committee };
      const approval = evidence(suite, attesters[2]!, { ...ballot, isApproved: true });
      const rejection = evidence(suite, attesters[3]!, { ...ballot, isApproved: false });

      await expect(center.slashDoubleAttestation(info, PHASE.Submission, approval, rejection))
        .to.be.revertedWithCustomError(center, "AttestationTwoOperators")
        .withArgs(3n, 4n);
    });

    it("refuses one vote shown twice", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { committees, committee } = suite;
      const info = buildTask(suite);
      const changes = { rejection: { isApproved: true } };
      const refused = { task: attestedIdOf(suite, info), isApproved: false, phase: PHASE.Submission, committee };

      await expect(accuse(suite, info, suite.attesters[3]!, PHASE.Submission, changes))
        .to.be.revertedWithCustomError(committees, "CommitteeBadSignature")
        .withArgs(committee, 0b1000n, voteDigest(suite, { ...refused, aggregator: ZeroAddress }));
    });

    it("refuses a vote that somebody else signed", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { committees, committee, attesters } = suite;
      const info = buildTask(suite);
      const forged = { ...attesters[3]!, blsKey: attesters[0]!.blsKey };
      const ballot = { task: attestedIdOf(suite, info), isApproved: true, phase: PHASE.Submission, committee };

      await expect(accuse(suite, info, forged))
        .to.be.revertedWithCustomError(committees, "CommitteeBadSignature")
        .withArgs(committee, 0b1000n, voteDigest(suite, { ...ballot, aggregator: ZeroAddress }));
    });

    it("takes a correction in the dispute for no offence", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { committees, committee, attesters } = suite;
      const { id, info } = await submit(suite);
      const changes = { rejection: { phase: PHASE.Dispute } };
      const refused = { task: id, isApproved: false, phase: PHASE.Submission, aggregator: ZeroAddress, committee };

      await expect(accuse(suite, info, attesters[3]!, PHASE.Submission, changes))
        .to.be.revertedWithCustomError(committees, "CommitteeBadSignature")
        .withArgs(committee, 0b1000n, voteDigest(suite, refused));
    });
  });

  describe("slashIncorrectAttestation", () => {
    /** An overturned task, whose dispute is over: all approved, and seats 2 and 3 and 1 took it back. */
    async function overturn(suite: AttestationSuite): Promise<PreparedTask> {
      const task = await submit(suite);
      await challenge(suite, task, suite.owner);
      await resolve(suite, task, suite.attesters.slice(1));
      await passDisputePeriod(suite, task);
      return task;
    }

    it("waits until the dispute's time is over", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { center, attesters } = suite;
      const task = await submit(suite);
      await challenge(suite, task);
      await resolve(suite, task, attesters.slice(1));
      const deadline = (await center.recordOf(task.id))[0].decidedAt + defaults.disputePeriodBlocks;

      await mineBefore(suite, deadline - 1n);
      await expect(center.slashIncorrectAttestation(task.id, 0))
        .to.be.revertedWithCustomError(center, "AttestationWrongTime")
        .withArgs(task.id, deadline - 1n, deadline);
      await mineBefore(suite, deadline);
      await expect(center.slashIncorrectAttestation(task.id, 0)).to.emit(center, "IncorrectAttestationPunished");
    });

    it("slashes who was on the losing side and did not correct itself, for the challenger", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { center, escrow, committees, committee, attesters, stranger, owner, governor, native } = suite;
      const task = await overturn(suite);
      const amount = shareOf(STAKE, incorrectAttestationBps);
      const credit = await escrow.creditOf(owner, native);

      await expect(center.connect(stranger).slashIncorrectAttestation(task.id, 0))
        .to.emit(center, "IncorrectAttestationPunished")
        .withArgs(task.id, attesters[0]!.operator, amount);

      expect(await activeOf(suite, attesters[0]!)).to.equal(STAKE - amount);
      const bounty = shareOf(amount, reporterBps);
      expect((await escrow.creditOf(owner, native)) - credit).to.equal(bounty);
      expect(await escrow.creditOf(stranger, native)).to.equal(0n);
      expect(await escrow.creditOf(governor, native)).to.equal(amount - bounty);
      expect((await committees.committeeOf(committee)).voided).to.equal(0b0001n);
    });

    it("slashes for a rejection that was overturned as well", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { center, attesters } = suite;
      const task = await submit(suite, { isApproved: false, voters: attesters.slice(0, 2) });
      await challenge(suite, task);
      await resolve(suite, task, attesters.slice(1));
      await passDisputePeriod(suite, task);

      await expect(center.slashIncorrectAttestation(task.id, 0)).to.emit(center, "IncorrectAttestationPunished");
      await expect(center.slashIncorrectAttestation(task.id, 1))
        .to.be.revertedWithCustomError(center, "AttestationNotOnLosingSide")
        .withArgs(task.id, 1n);
    });

    it("slashes a seat once", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const task = await overturn(suite);
      await suite.center.slashIncorrectAttestation(task.id, 0);

      await expect(suite.center.slashIncorrectAttestation(task.id, 0))
        .to.be.revertedWithCustomError(suite.center, "AttestationNotOnLosingSide")
        .withArgs(task.id, 0n);
    });

    it("leaves alone who corrected itself, and who never signed", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { center, attesters } = suite;
      const task = await submit(suite, { voters: attesters.slice(0, 3) });
      await challenge(suite, task);
      await resolve(suite, task, attesters.slice(1));
      await passDisputePeriod(suite, task);

      for (const seat of [1, 3, 200]) {
        await expect(center.slashIncorrectAttestation(task.id, seat))
          .to.be.revertedWithCustomError(center, "AttestationNotOnLosingSide")
          .withArgs(task.id, seat);
      }
    });

    it("leaves alone who did not accept the terms", async () => {
      const suite = await networkHelpers.loadFixture(strangersFixture);
      const task = await overturn(suite);

      await expect(suite.center.slashIncorrectAttestation(task.id, 0))
        .to.be.revertedWithCustomError(suite.center, "AttestationNotPunishable")
        .withArgs(task.id, 1n, suite.termsHash);
    });

    it("is off where the terms cost nothing", async () => {
      const suite = await networkHelpers.loadFixture(harmlessFixture);
      const task = await overturn(suite);

      await expect(suite.center.slashIncorrectAttestation(task.id, 0))
        .to.be.revertedWithCustomError(suite.center, "AttestationNotPunishable")
        .withArgs(task.id, 1n, ZeroHash);
    });

    it("costs what the terms said when the task came, however they change", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { center, attesters } = suite;
      const task = await submit(suite);
      await agreeOnTerms(suite, attesters, { incorrectAttestationBps: 5_000n });
      await challenge(suite, task);
      await resolve(suite, task, attesters.slice(1));
      await passDisputePeriod(suite, task);

      await expect(center.slashIncorrectAttestation(task.id, 0))
        .to.emit(center, "IncorrectAttestationPunished")
        .withArgs(task.id, 1n, shareOf(STAKE, incorrectAttestationBps));
    });

    it("cannot be brought upon a task that came before any terms", async () => {
      const suite = await deployAttestation(connection);
      const { center, attesters } = suite;
      const task = await submit(suite);
      const [, noTerms] = await center.slashingTermsOf(suite.definition, 0);
      await agreeOnTerms(suite, attesters);
      await challenge(suite, task);
      await resolve(suite, task, attesters.slice(1));
      await passDisputePeriod(suite, task);

      await expect(center.slashIncorrectAttestation(task.id, 0))
        .to.be.revertedWithCustomError(center, "AttestationNotPunishable")
        .withArgs(task.id, 1n, noTerms);
    });
  });

  describe("slashPerformer", () => {
    /** A task that is finally rejected by seats 2 and 3; seat 1 aggregated. */
    async function reject(suite: AttestationSuite): Promise<PreparedTask> {
      const task = await submit(suite, { isApproved: false, voters: suite.attesters.slice(2) });
      await passDisputePeriod(suite, task);
      return task;
    }

    it("slashes the performer of a rejected task, for its attesters, its aggregator and the reporter", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { center, escrow, attesters, stranger, governor, native } = suite;
      const task = await reject(suite);
      const held = await escrow.heldBy(center, native);
      const amount = shareOf(STAKE, rejectedPerformerBps);
      const owed = 2n * attesterFee + aggregatorFee;

      await expect(center.connect(stranger).slashPerformer(task.id))
        .to.emit(center, "PerformerPunished")
        .withArgs(task.id, attesters[0]!.operator, amount, owed);

      const bounty = shareOf(amount, reporterBps);
      expect(await activeOf(suite, attesters[0]!)).to.equal(STAKE - amount);
      expect(await escrow.creditOf(stranger, native)).to.equal(bounty);
      expect(await escrow.creditOf(governor, native)).to.equal(amount - bounty - owed);
      expect((await escrow.heldBy(center, native)) - held).to.equal(owed);
      expect(await escrow.creditOf(center, native)).to.equal(0n);
    });

    it("forfeits what is left of the slash where that is less than the fees", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { center, attesters } = suite;
      await agreeOnTerms(suite, attesters, { rejectedPerformerBps: 10n });
      const task = await reject(suite);
      const amount = shareOf(STAKE, 10n);

      await expect(center.slashPerformer(task.id))
        .to.emit(center, "PerformerPunished")
        .withArgs(task.id, 1n, amount, amount - shareOf(amount, reporterBps));
    });

    it("forfeits nothing where rewards are paid in another currency than stake: nobody here knows a price", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { center, escrow, owner, definition, attesters } = suite;
      const token = await (await deployToken(suite)).getAddress();
      await center.connect(owner).setTaskDefinitionCurrency(definition, token);
      const task = await reject(suite);

      await expect(center.slashPerformer(task.id))
        .to.emit(center, "PerformerPunished")
        .withArgs(task.id, 1n, shareOf(STAKE, rejectedPerformerBps), 0n);
      expect(await escrow.heldBy(center, token)).to.equal(0n);
      await expect(claim(suite, attesters[2]!, [task]))
        .to.be.revertedWithCustomError(center, "AttestationNothingOwed")
        .withArgs(task.id, 2n);
    });

    it("waits until the rejection is final", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const task = await submit(suite, { isApproved: false });

      await expect(suite.center.slashPerformer(task.id))
        .to.be.revertedWithCustomError(suite.center, "AttestationWrongStatus")
        .withArgs(task.id, STATUS.Rejected);
    });

    it("slashes for a rejection that was challenged and upheld", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const task = await submit(suite, { isApproved: false });
      await challenge(suite, task);
      await uphold(suite, task);

      await expect(suite.center.slashPerformer(task.id)).to.emit(suite.center, "PerformerPunished");
    });

    it("leaves alone the performer of an approved task, and of a rejected one that was overturned", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { center, attesters } = suite;
      const approved = await submit(suite);
      const wronged = await submit(suite, { isApproved: false, voters: attesters.slice(0, 2) });
      await challenge(suite, wronged);
      await resolve(suite, wronged);
      await passDisputePeriod(suite, approved);
      await networkHelpers.mine(1);

      await expect(center.slashPerformer(approved.id))
        .to.be.revertedWithCustomError(center, "AttestationWrongStatus")
        .withArgs(approved.id, STATUS.Finalized);
      await expect(center.slashPerformer(wronged.id))
        .to.be.revertedWithCustomError(center, "AttestationWrongStatus")
        .withArgs(wronged.id, STATUS.Overturned);
    });

    it("slashes for an approval that was overturned, for the challenger alone", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { center, escrow, stranger, owner, attesters, native } = suite;
      const task = await submit(suite);
      await challenge(suite, task);
      await resolve(suite, task);
      const amount = shareOf(STAKE, rejectedPerformerBps);

      await expect(center.connect(owner).slashPerformer(task.id))
        .to.emit(center, "PerformerPunished")
        .withArgs(task.id, attesters[0]!.operator, amount, 0n);
      expect(await escrow.creditOf(stranger, native)).to.equal(BOND + shareOf(amount, reporterBps));
    });

    it("slashes once", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const task = await reject(suite);
      await suite.center.slashPerformer(task.id);

      await expect(suite.center.slashPerformer(task.id))
        .to.be.revertedWithCustomError(suite.center, "AttestationNothingOwed")
        .withArgs(task.id, 0n);
    });

    it("leaves alone who did not accept the terms; the attesters then go unpaid", async () => {
      const suite = await networkHelpers.loadFixture(strangersFixture);
      const { center, attesters } = suite;
      const task = await reject(suite);

      await expect(center.slashPerformer(task.id))
        .to.be.revertedWithCustomError(center, "AttestationNotPunishable")
        .withArgs(task.id, 1n, suite.termsHash);
      expect(await center.rewardOf(task.id, 2)).to.equal(0n);
      await expect(claim(suite, attesters[2]!, [task]))
        .to.be.revertedWithCustomError(center, "AttestationNothingOwed")
        .withArgs(task.id, 2n);
    });

    it("is off where the terms cost nothing", async () => {
      const suite = await networkHelpers.loadFixture(harmlessFixture);
      const task = await reject(suite);

      await expect(suite.center.slashPerformer(task.id))
        .to.be.revertedWithCustomError(suite.center, "AttestationNotPunishable")
        .withArgs(task.id, 1n, ZeroHash);
    });

    it("costs what the terms said when the task came", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { center, attesters } = suite;
      const task = await reject(suite);
      await agreeOnTerms(suite, attesters, { rejectedPerformerBps: 5_000n });

      await expect(center.slashPerformer(task.id))
        .to.emit(center, "PerformerPunished")
        .withArgs(task.id, 1n, shareOf(STAKE, rejectedPerformerBps), 2n * attesterFee + aggregatorFee);
    });

    it("finds the performer though it left the pool, as long as its stake is slashable", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { center, registry, attesters, pool } = suite;
      await registry.connect(attesters[0]!.signer).leavePool(pool);
      await registry.connect(attesters[0]!.signer).unstake(STAKE);
      const task = await reject(suite);

      await expect(center.slashPerformer(task.id)).to.emit(center, "PerformerPunished");
    });

    it("is refused by the registry when the operator has long been gone", async () => {
      const suite = await networkHelpers.loadFixture(agreedFixture);
      const { center, registry, attesters, pool } = suite;
      const task = await reject(suite);
      await registry.connect(attesters[0]!.signer).leavePool(pool);
      await networkHelpers.time.increase(suiteDefaults.unbondingPeriod + 1);

      await expect(center.slashPerformer(task.id))
        .to.be.revertedWithCustomError(registry, "StakingNotConsenting")
        .withArgs(attesters[0]!.operator, pool);
    });
  });
});
