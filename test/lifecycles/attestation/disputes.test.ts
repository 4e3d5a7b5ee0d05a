import { expect } from "chai";
import { network } from "hardhat";

import { suiteDefaults } from "../../../scripts/deploy/suiteSettings.ts";
import type { AttestationCenter } from "../../../typechain-types/index.ts";
import {
  aggregate,
  agreeOnTerms,
  type AttestationSuite,
  challenge,
  claim,
  createDefinition,
  deployAttestation,
  disputeVotes,
  join,
  passDisputePeriod,
  PHASE,
  type PreparedTask,
  resolve,
  sealCommittee,
  STATUS,
  submit,
  uphold,
  voidSeat,
  voteDigest,
} from "../../helpers/attestation.ts";
import { defaults } from "../../helpers/defaults.ts";
import { mineBefore, nextBlock } from "../../helpers/dispatchMoves.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const BOND = suiteDefaults.attestation.challengeBond;
const PERIOD = defaults.disputePeriodBlocks;
const STAKE = defaults.stake;
const { attesterFee, performerFee, aggregatorFee, definitionFunds } = defaults;

async function suiteFixture(): Promise<AttestationSuite> {
  return deployAttestation(connection);
}

async function thirdsFixture(): Promise<AttestationSuite> {
  return deployAttestation(connection, { stakes: [STAKE, STAKE, STAKE] });
}

async function heldBy({ escrow, center, native }: AttestationSuite): Promise<bigint> {
  return escrow.heldBy(center, native);
}

describe("AttestationCenter: disputes", () => {
  describe("challengeTask", () => {
    it("is anybody's, against the bond", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, stranger } = suite;
      const task = await submit(suite);
      const held = await heldBy(suite);
      const block = await nextBlock(suite);

      await expect(challenge(suite, task))
        .to.emit(center, "TaskChallenged")
        .withArgs(task.id, stranger.address, BOND, block + PERIOD);

      expect((await heldBy(suite)) - held).to.equal(BOND);
      expect(await center.challengeOf(task.id)).to.deep.equal([stranger.address, BOND]);
      const [{ decidedAt }] = await center.recordOf(task.id);
      expect(decidedAt).to.equal(block);
    });

    it("takes the bond from credit where nothing is attached", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, escrow, owner, stranger, native } = suite;
      const task = await submit(suite);
      const credit = await escrow.creditOf(owner, native);

      await expect(center.connect(stranger).challengeTask(task.id))
        .to.be.revertedWithCustomError(escrow, "EscrowMarketNotApproved")
        .withArgs(stranger.address, await center.getAddress());
      await center.connect(owner).challengeTask(task.id);

      expect(credit - (await escrow.creditOf(owner, native))).to.equal(BOND);
    });

    it("takes the bond exactly", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center } = suite;
      const { id } = await submit(suite);

      for (const value of [BOND - 1n, BOND + 1n]) {
        await expect(center.challengeTask(id, { value }))
          .to.be.revertedWithCustomError(center, "TaskDefinitionWrongValue")
          .withArgs(value, BOND);
      }
    });

    it("comes in the last block of the dispute period, and not in the next", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const task = await submit(suite);
      const end = BigInt((await suite.center.recordOf(task.id))[0].decidedAt) + PERIOD;

      await mineBefore(suite, end - 1n);
      const snapshot = await networkHelpers.takeSnapshot();
      await expect(challenge(suite, task)).to.emit(suite.center, "TaskChallenged");
      await snapshot.restore();
      await mineBefore(suite, end);
      await expect(challenge(suite, task))
        .to.be.revertedWithCustomError(suite.center, "AttestationWrongStatus")
        .withArgs(task.id, STATUS.Finalized);
    });

    it("comes once", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const task = await submit(suite);
      await challenge(suite, task);

      await expect(challenge(suite, task, suite.owner))
        .to.be.revertedWithCustomError(suite.center, "AttestationWrongStatus")
        .withArgs(task.id, STATUS.Challenged);
    });

    it("is refused where the definition has no dispute period; the task is final at once", async () => {
      const suite = await deployAttestation(connection, { params: { disputePeriodBlocks: 0n } });
      const { center, attesters, definition } = suite;
      const task = await submit(suite);

      expect(await center.statusOf(task.id)).to.equal(STATUS.Finalized);
      await expect(challenge(suite, task))
        .to.be.revertedWithCustomError(center, "AttestationDisputesDisabled")
        .withArgs(definition);
      await expect(claim(suite, attesters[0]!, [task])).to.emit(center, "RewardClaimed");
    });
  });

  describe("resolveChallenge", () => {
    it("overturns an approved task: its money is the definition's again, and the bond the challenger's", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, escrow, stranger, definition, attesters, native } = suite;
      const held = await heldBy(suite);
      const task = await submit(suite, { voters: attesters.slice(0, 3) });
      await challenge(suite, task);

      await expect(resolve(suite, task, attesters.slice(1)))
        .to.emit(center, "TaskOverturned")
        .withArgs(task.id, stranger.address, 0b1110n, 0b0001n);

      expect(await center.statusOf(task.id)).to.equal(STATUS.Overturned);
      expect((await center.taskDefinitionOf(definition)).funds).to.equal(definitionFunds);
      expect(await escrow.creditOf(stranger, native)).to.equal(BOND);
      expect(await heldBy(suite)).to.equal(held);
    });

    it("overturns a rejected task, whose fees nobody had reserved", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, escrow, stranger, definition, attesters, native } = suite;
      const task = await submit(suite, { isApproved: false, voters: attesters.slice(0, 2) });
      await challenge(suite, task);

      await expect(resolve(suite, task, attesters.slice(1)))
        .to.emit(center, "TaskOverturned")
        .withArgs(task.id, stranger.address, 0b1110n, 0b0001n);

      expect((await center.taskDefinitionOf(definition)).funds).to.equal(definitionFunds);
      expect(await escrow.creditOf(stranger, native)).to.equal(BOND);
      await expect(claim(suite, attesters[0]!, [task]))
        .to.be.revertedWithCustomError(center, "AttestationWrongStatus")
        .withArgs(task.id, STATUS.Overturned);
    });

    it("takes more than two thirds: two of three equal seats are not", async () => {
      const suite = await networkHelpers.loadFixture(thirdsFixture);
      const { center, attesters } = suite;
      const task = await submit(suite);
      await challenge(suite, task);

      await expect(resolve(suite, task, attesters.slice(1)))
        .to.be.revertedWithCustomError(center, "AttestationQuorumMissing")
        .withArgs(task.id, 2n * STAKE, 3n * STAKE);
      await expect(resolve(suite, task)).to.emit(center, "TaskOverturned");
    });

    it("takes them of the whole committee, whoever was eligible to attest", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition, attesters } = suite;
      await center.connect(owner).setTaskDefinitionRestrictedOperators(definition, [1n, 2n]);
      const [first, second, third] = attesters;
      const task = await submit(suite, { voters: [first!, second!] });
      await challenge(suite, task);

      await expect(resolve(suite, task, [first!, second!]))
        .to.be.revertedWithCustomError(center, "AttestationQuorumMissing")
        .withArgs(task.id, 2n * STAKE, 4n * STAKE);
      await expect(resolve(suite, task, [first!, second!, third!])).to.emit(center, "TaskOverturned");
    });

    it("counts no votes of the submission", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, committees, committee, attesters, stranger } = suite;
      const task = await submit(suite);
      await challenge(suite, task);
      const ballot = { task: task.id, isApproved: false, aggregator: stranger.address, committee };
      const { signers, signature } = aggregate(suite, attesters, { ...ballot, phase: PHASE.Submission });
      const dispute = { ...ballot, phase: PHASE.Dispute, aggregator: ethers.ZeroAddress };

      await expect(center.connect(stranger).resolveChallenge(task.id, signers, signature))
        .to.be.revertedWithCustomError(committees, "CommitteeBadSignature")
        .withArgs(committee, signers, voteDigest(suite, dispute));
    });

    it("counts no votes for the outcome that stands", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, committees, committee, attesters } = suite;
      const task = await submit(suite);
      await challenge(suite, task);
      const ballot = { task: task.id, phase: PHASE.Dispute, aggregator: ethers.ZeroAddress, committee };
      const { signers, signature } = aggregate(suite, attesters, { ...ballot, isApproved: true });

      await expect(center.resolveChallenge(task.id, signers, signature))
        .to.be.revertedWithCustomError(committees, "CommitteeBadSignature")
        .withArgs(committee, signers, voteDigest(suite, { ...ballot, isApproved: false }));
    });

    it("takes no vote of a voided seat", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, committee, attesters } = suite;
      const task = await submit(suite);
      await challenge(suite, task);
      await voidSeat(suite, attesters[3]!);

      await expect(resolve(suite, task))
        .to.be.revertedWithCustomError(center, "AttestationSeatVoided")
        .withArgs(committee, 3n);
      await expect(resolve(suite, task, attesters.slice(0, 3))).to.emit(center, "TaskOverturned");
    });

    it("comes in the first three quarters of the dispute, and not in the last", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const task = await submit(suite);
      await challenge(suite, task);
      const deadline = (await suite.center.recordOf(task.id))[0].decidedAt + PERIOD - PERIOD / 4n;

      await mineBefore(suite, deadline - 1n);
      const snapshot = await networkHelpers.takeSnapshot();
      await expect(resolve(suite, task)).to.emit(suite.center, "TaskOverturned");
      await snapshot.restore();
      await mineBefore(suite, deadline);
      await expect(resolve(suite, task))
        .to.be.revertedWithCustomError(suite.center, "AttestationWrongTime")
        .withArgs(task.id, deadline, deadline);
    });

    it("is judged by the committee that decided, though it died meanwhile", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, committees, committee } = suite;
      const task = await submit(suite);
      await networkHelpers.time.increase(suiteDefaults.committees.maxAge);
      await challenge(suite, task);

      expect(await committees.isLive(committee)).to.equal(false);
      await expect(resolve(suite, task)).to.emit(center, "TaskOverturned");
    });
  });

  describe("joinOverturn", () => {
    /** A task that all approved, and all but seat 0 took back. */
    async function overturn(suite: AttestationSuite): Promise<PreparedTask> {
      const task = await submit(suite);
      await challenge(suite, task);
      await resolve(suite, task, suite.attesters.slice(1));
      return task;
    }

    it("clears who was left out of the answer", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, attesters } = suite;
      const task = await overturn(suite);

      await expect(join(suite, task, attesters.slice(0, 2)))
        .to.emit(center, "OverturnJoined")
        .withArgs(task.id, 0b0011n, 0n);
      expect((await center.recordOf(task.id))[1]).to.equal(0n);
      expect(await center.statusOf(task.id)).to.equal(STATUS.Overturned);
    });

    it("clears a seat that was voided meanwhile as well", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const task = await overturn(suite);
      await voidSeat(suite, suite.attesters[0]!);

      await expect(join(suite, task, suite.attesters.slice(0, 1)))
        .to.emit(suite.center, "OverturnJoined")
        .withArgs(task.id, 0b0001n, 0n);
    });

    it("comes until the block before the dispute would have ended", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, attesters } = suite;
      const task = await overturn(suite);
      const deadline = (await center.recordOf(task.id))[0].decidedAt + PERIOD;

      await mineBefore(suite, deadline - 1n);
      const snapshot = await networkHelpers.takeSnapshot();
      await expect(join(suite, task, attesters.slice(0, 1))).to.emit(center, "OverturnJoined");
      await snapshot.restore();
      await mineBefore(suite, deadline);
      await expect(join(suite, task, attesters.slice(0, 1)))
        .to.be.revertedWithCustomError(center, "AttestationWrongTime")
        .withArgs(task.id, deadline, deadline);
    });

    it("refuses votes of nobody who lost", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const task = await overturn(suite);

      await expect(join(suite, task, suite.attesters.slice(1)))
        .to.be.revertedWithCustomError(suite.center, "AttestationNotOnLosingSide")
        .withArgs(task.id, 3n);
    });

    it("refuses a seat that did not sign", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, committees, committee, attesters, stranger } = suite;
      const task = await overturn(suite);
      const { signature } = disputeVotes(suite, task, attesters.slice(1));
      const ballot = { task: task.id, isApproved: false, aggregator: ethers.ZeroAddress, committee };

      await expect(center.connect(stranger).joinOverturn(task.id, 0b0001n, signature))
        .to.be.revertedWithCustomError(committees, "CommitteeBadSignature")
        .withArgs(committee, 0b0001n, voteDigest(suite, { ...ballot, phase: PHASE.Dispute }));
    });
  });

  describe("closeChallenge", () => {
    it("refuses a task that nobody challenged", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, stranger } = suite;
      const task = await submit(suite);

      await expect(center.connect(stranger).closeChallenge(task.id))
        .to.be.revertedWithCustomError(center, "AttestationBadMove")
        .withArgs(task.id, STATUS.Approved, STATUS.Upheld);
    });

    it("upholds from the deadline on, and not a block earlier", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, stranger } = suite;
      const task = await submit(suite);
      await challenge(suite, task, suite.owner);
      const deadline = (await center.recordOf(task.id))[0].decidedAt + PERIOD;

      await mineBefore(suite, deadline - 1n);
      await expect(center.connect(stranger).closeChallenge(task.id))
        .to.be.revertedWithCustomError(center, "AttestationWrongTime")
        .withArgs(task.id, deadline - 1n, deadline);
      await mineBefore(suite, deadline);
      await expect(center.connect(stranger).closeChallenge(task.id))
        .to.emit(center, "TaskUpheld")
        .withArgs(task.id, suite.owner.address, BOND);
    });

    it("forfeits the bond to the treasury, as it is then", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { escrow, registry, governor, stranger, native } = suite;
      const held = await heldBy(suite);
      const task = await submit(suite);
      await challenge(suite, task);
      const treasury = ethers.getAddress(`0x${"ab".repeat(20)}`);
      await registry.connect(governor).setTreasury(treasury);

      await uphold(suite, task);

      expect(await escrow.creditOf(treasury, native)).to.equal(BOND);
      expect(await escrow.creditOf(stranger, native)).to.equal(0n);
      expect(await heldBy(suite)).to.equal(held);
    });

    it("leaves the task as it was submitted: rewards are paid, and nobody challenges again", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, escrow, attesters, native } = suite;
      const task = await submit(suite);
      await challenge(suite, task);
      await uphold(suite, task);

      await expect(challenge(suite, task))
        .to.be.revertedWithCustomError(center, "AttestationWrongStatus")
        .withArgs(task.id, STATUS.Finalized);
      await claim(suite, attesters[0]!, [task]);
      expect(await escrow.creditOf(attesters[0]!.signer, native)).to.equal(attesterFee + performerFee);
    });
  });

  describe("both outcomes alike", () => {
    for (const isApproved of [true, false]) {
      it(`lets the committee take back a ${isApproved ? "approval" : "rejection"}, though a third once had its way`, async () => {
        const suite = await networkHelpers.loadFixture(suiteFixture);
        const { center, attesters } = suite;
        const voters = isApproved ? attesters.slice(0, 3) : attesters.slice(0, 2);
        const task = await submit(suite, { isApproved, voters });
        await challenge(suite, task);
        await resolve(suite, task, attesters.slice(1));

        expect(await center.statusOf(task.id)).to.equal(STATUS.Overturned);
        const [{ wasApproved }] = await center.recordOf(task.id);
        expect(wasApproved).to.equal(isApproved);
      });
    }
  });

  describe("given a center without bond and deposit", () => {
    it("asks nobody for credit", async () => {
      const suite = await freeCenter(await networkHelpers.loadFixture(suiteFixture));
      const { center, escrow, stranger, governor, native } = suite;
      const task = await submit(suite);

      await expect(center.connect(stranger).challengeTask(task.id, { value: 1n }))
        .to.be.revertedWithCustomError(center, "TaskDefinitionWrongValue")
        .withArgs(1n, 0n);
      await center.connect(stranger).challengeTask(task.id);
      await uphold(suite, task);

      expect(await escrow.creditOf(governor, native)).to.equal(0n);
      const cost = 4n * attesterFee + performerFee + aggregatorFee;
      expect((await center.taskDefinitionOf(suite.definition)).funds).to.equal(definitionFunds - cost);
    });
  });

  describe("the longest dispute", () => {
    it("is over before the stake behind the votes can leave", async () => {
      const { unbondingPeriod, committees } = suiteDefaults;
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const longest = Number(await suite.committees.LONGEST_DISPUTE());

      expect(committees.maxAge + committees.grace + longest).to.be.lessThan(unbondingPeriod);
    });

    it("still finds stake to slash when the loser unstaked at once", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, registry, attesters } = suite;
      await agreeOnTerms(suite, attesters);
      const [first] = attesters;
      const task = await submit(suite);
      await registry.connect(first!.signer).unstake(STAKE);
      await registry.connect(first!.signer).leavePool(suite.pool);
      await challenge(suite, task);
      await passDisputePeriod(suite, { ...task });
      await networkHelpers.mine(1);
      // The challenge came in time; the answer did not, so a second task tells what an answer in time does.
      const other = await submit(suite);
      await challenge(suite, other);
      const { signers, signature } = disputeVotes(suite, other, attesters.slice(1));
      await center.resolveChallenge(other.id, signers, signature);
      await passDisputePeriod(suite, other);

      await expect(center.slashIncorrectAttestation(other.id, 0))
        .to.emit(center, "IncorrectAttestationPunished")
        .withArgs(other.id, first!.operator, (STAKE * defaults.slashingTerms.incorrectAttestationBps) / 10_000n);
    });
  });
});

/** The suite with another center, whose bond and deposit are nothing, and the same people in its pool. */
async function freeCenter(suite: AttestationSuite): Promise<AttestationSuite> {
  const { escrow, registry, committees, attesters, deployment, owner, governor } = suite;
  const rules = await ethers.deployContract("DefinitionRules");
  const offences = await ethers.deployContract("OffenceRules");
  const terms = { market: ethers.ZeroAddress, ...suiteDefaults.attestationPool };
  const prices = { definitionDeposit: 0n, challengeBond: 0n };
  const center = (await ethers.deployContract(
    "AttestationCenter",
    [deployment.addresses.authority, escrow, registry, committees, terms, prices],
    {
      libraries: { DefinitionRules: await rules.getAddress(), OffenceRules: await offences.getAddress() },
      signer: governor,
    },
  )) as unknown as AttestationCenter;
  const pool = Number(await center.defaultPool());
  for (const { signer } of attesters) await registry.connect(signer).joinPool(pool, "0x");
  const committee = await sealCommittee(suite, pool, attesters);
  const addresses = { ...deployment.addresses, center: await center.getAddress() };
  const free = { ...suite, center, pool, committee, deployment: { ...deployment, addresses } };
  const definition = await createDefinition(free, owner);
  await center.fundTaskDefinition(definition, definitionFunds, { value: definitionFunds });
  return { ...free, definition };
}
