import { expect } from "chai";
import { type Contract, id, keccak256, ZeroAddress, ZeroHash } from "ethers";
import { network } from "hardhat";

import { suiteDefaults } from "../../scripts/deploy/suiteSettings.ts";
import { type Assignment, assignmentLeaf } from "../../sdk/jobs/assignmentLeaf.ts";
import { assignmentRootDigest } from "../../sdk/jobs/assignmentRootDigest.ts";
import { assignmentTree } from "../../sdk/jobs/assignmentTree.ts";
import { type Handover, handoverDigest } from "../../sdk/jobs/handoverDigest.ts";
import { DestinationKind } from "../../sdk/jobs/jobTerms.ts";
import { BLS_KEY_KIND } from "../../sdk/registry/blsKeyKind.ts";
import { BlsKeyKind__factory, Committees__factory, Witnesses__factory } from "../../typechain-types/index.ts";
import { signTogether, testSecret } from "../helpers/blsSigners.ts";
import { seatMembers, sealPartsOf, type TestCommittees, type TestMember } from "../helpers/committee.ts";
import { defaults } from "../helpers/defaults.ts";
import {
  acknowledge,
  assignJob,
  deployJobs,
  jobDefaults,
  matchJob,
  registerJob,
  type TestJob,
} from "../helpers/jobs.ts";
import { poolTerms } from "../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture, time } = networkHelpers;

const { gasFee, fulfillGas: gasLimit, otherChain: chainId, settings } = jobDefaults;
const { reporterBps, liability } = suiteDefaults.witnesses;
const secrets = [0, 1, 2].map(testSecret);
const ALL = 0b111n;
const target = ethers.getAddress(`0x${"5c".repeat(20)}`);
const destination = { kind: DestinationKind.OtherChain, chainId, target, gasLimit, gasFee };
const terms = { ...poolTerms(ZeroAddress, ethers), seatLimit: 117, requiredKeys: 1 << BLS_KEY_KIND };
const share = BigInt(terms.maxSlashBps);
const PUNISHED = (defaults.stake * share) / 10_000n;

/** Three witnesses of equal power, sealed, and a market with one assigned job for another chain. */
async function deployWitnesses() {
  const suite = await deployJobs(connection, 3);
  const { registry, market } = suite;
  const [governor] = await ethers.getSigners();
  await registry.addKeyKind(BLS_KEY_KIND, await new BlsKeyKind__factory(governor).deploy());
  const { maxAge, grace } = suiteDefaults.committees;
  const committees = await new Committees__factory(governor).deploy(registry, maxAge, grace);
  const factory = new Witnesses__factory(governor);
  const witnesses = await factory.deploy(registry, committees, terms, reporterBps, liability);
  await registry.setMarket(witnesses, true);
  const filler = (await ethers.deployContract("SeatFiller")) as unknown as Contract;
  const members: TestMember[] = [];
  const pool = await witnesses.pool();
  const seating = { registry, governor, filler, pool, members } as unknown as TestCommittees;
  await seatMembers(seating, secrets);
  for (const part of await sealPartsOf(seating)) await committees.seal(pool, part);
  const committee = await committees.currentOf(pool);

  const home = { homeChainId: (await ethers.provider.getNetwork()).chainId, market: await market.getAddress() };
  const job = await assignJob(suite, { destination });
  const assignment = await assignmentOf(job);
  const operators = (await committees.seatsOf(committee)).map(({ operator }) => operator);
  const fixture = { ...suite, pool, operators, committees, witnesses, committee, factory, home, job, assignment };
  return { ...fixture, governor, assignmentOf, slashRoot };

  /** What the processor's acknowledgment of a slot made. */
  async function assignmentOf({ id: jobId, terms: promised }: TestJob, slot = 0n): Promise<Assignment> {
    const [start] = await market.windowOf(jobId, promised, slot, 0);
    const { processor } = await market.slotOf(jobId, slot);
    const { controller } = await registry.identityOf(processor);
    const { interval, duration } = promised.schedule;
    return {
      ...home,
      job: jobId,
      slot,
      processor: controller,
      chainId,
      target,
      gasLimit,
      start,
      interval,
      window: duration + settings.reportTolerance,
      count: jobDefaults.executions,
    };
  }

  /** Shows a leaf of a root that all three signed, by a stranger. */
  async function slashRoot(leaf: Assignment, changes: SlashChanges = {}) {
    const tree = assignmentTree([leaf, assignment])!;
    const issuedAt = changes.issuedAt ?? BigInt(await time.latest());
    const statement = { committee: changes.committee ?? committee, root: changes.root ?? tree.root, issuedAt };
    const signed = assignmentRootDigest({ ...statement, ...changes.signed }, { ...home, ...changes.signedHome });
    const signature = signTogether(secrets, signed);
    const vote = { signers: changes.signers ?? ALL, signature, seat: changes.seat ?? 0n };
    const content = { assignment: leaf, proof: tree.proofOf(leaf), terms: (changes.job ?? job).terms };
    return witnesses.connect(suite.stranger).slashRoot(market, statement, vote, content);
  }
}

interface SlashChanges {
  readonly issuedAt?: bigint;
  readonly committee?: bigint;
  readonly root?: string;
  readonly signed?: object;
  readonly signedHome?: object;
  readonly signers?: bigint;
  readonly seat?: bigint;
  readonly job?: TestJob;
}

type Fixture = Awaited<ReturnType<typeof deployWitnesses>>;

const operatorAt = ({ operators }: Pick<Fixture, "operators">, seat: number) => operators[seat]!;

describe("Witnesses", () => {
  describe("slashRoot", () => {
    it("takes stake for an assignment of a job that never was, pays who showed it, jails, and voids the seat", async () => {
      const fixture = await loadFixture(deployWitnesses);
      const { witnesses, registry, escrow, committees, committee, home, assignment, stranger, slashRoot } = fixture;
      const forged = { ...assignment, job: id("no job") };
      const issuedAt = BigInt(await time.latest());
      const { root } = assignmentTree([forged, assignment])!;
      const digest = assignmentRootDigest({ committee, root, issuedAt }, home);
      const operator = operatorAt(fixture, 1);

      await expect(slashRoot(forged, { issuedAt, seat: 1n }))
        .to.emit(witnesses, "WitnessPunished")
        .withArgs(operator, committee, digest, stranger.address, PUNISHED);
      expect((await registry.stakeOf(operator)).active).to.equal(defaults.stake - PUNISHED);
      expect((await registry.identityOf(operator)).status).to.equal(2n);
      expect(await escrow.creditOf(stranger, ZeroAddress)).to.equal((PUNISHED * BigInt(reporterBps)) / 10_000n);
      expect((await committees.committeeOf(committee)).voided).to.equal(0b010n);
    });

    const forgeries: [string, Partial<Assignment>][] = [
      ["another processor", { processor: target }],
      ["another target", { target: ethers.getAddress(`0x${"5d".repeat(20)}`) }],
      ["another chain", { chainId: chainId + 1n }],
      ["more gas", { gasLimit: gasLimit + 1n }],
      ["another start", { start: 0n }],
      ["another interval", { interval: 1n }],
      ["a longer window", { window: 10n ** 12n }],
      ["more executions", { count: jobDefaults.executions + 1n }],
      ["a slot that the job has not", { slot: 1n }],
      ["another home", { homeChainId: 1n }],
      ["another market", { market: target }],
    ];
    for (const [what, change] of forgeries) {
      it(`takes stake for an assignment with ${what}`, async () => {
        const { registry, operators, assignment, slashRoot } = await loadFixture(deployWitnesses);
        await slashRoot({ ...assignment, ...change });
        const { active } = await registry.stakeOf(operatorAt({ operators }, 0));
        expect(active).to.equal(defaults.stake - PUNISHED);
      });
    }

    it("takes stake for an assignment that was issued before its job was matched", async () => {
      const fixture = await loadFixture(deployWitnesses);
      const { registry, market, job, assignment, slashRoot } = fixture;
      const { matchedAt } = await market.jobOf(job.id);
      await slashRoot(assignment, { issuedAt: matchedAt - 1n });
      expect((await registry.stakeOf(operatorAt(fixture, 0))).active).to.equal(defaults.stake - PUNISHED);
    });

    it("takes stake for an assignment of a job that was matched and never assigned", async () => {
      const fixture = await loadFixture(deployWitnesses);
      const { registry, assignmentOf, slashRoot } = fixture;
      const job = await registerJob(fixture, { destination, slots: 2n });
      const [, second, third] = fixture.processors;
      const slots = [second!, third!].map(({ operator }) => ({ processor: operator, startDelay: 0n }));
      await matchJob(fixture, job, slots);
      await acknowledge(fixture, job, 0n);
      await slashRoot(await assignmentOf(job), { job });
      expect((await registry.stakeOf(operatorAt(fixture, 0))).active).to.equal(defaults.stake - PUNISHED);
    });

    it("makes the leaf that the market emitted, and leaves who signed it alone", async () => {
      const { witnesses, market, job, assignment, slashRoot } = await loadFixture(deployWitnesses);
      const [event] = await market.queryFilter(market.filters.SlotAcknowledged(job.id));
      expect(assignmentLeaf(assignment)).to.equal(event!.args.leaf);
      await expect(slashRoot(assignment))
        .to.be.revertedWithCustomError(witnesses, "WitnessAssignmentRecorded")
        .withArgs(job.id, 0n);
    });

    it("leaves them alone when the root was issued in the second of the match", async () => {
      const { witnesses, market, job, assignment, slashRoot } = await loadFixture(deployWitnesses);
      const { matchedAt } = await market.jobOf(job.id);
      await expect(slashRoot(assignment, { issuedAt: matchedAt }))
        .to.be.revertedWithCustomError(witnesses, "WitnessAssignmentRecorded")
        .withArgs(job.id, 0n);
    });

    it("leaves them alone after the job was cancelled", async () => {
      const { witnesses, market, consumer, job, assignment, slashRoot } = await loadFixture(deployWitnesses);
      await market.connect(consumer).cancelJob(job.id, job.terms);
      await expect(slashRoot(assignment))
        .to.be.revertedWithCustomError(witnesses, "WitnessAssignmentRecorded")
        .withArgs(job.id, 0n);
    });

    it("takes stake for a statement once, and for another one again", async () => {
      const fixture = await loadFixture(deployWitnesses);
      const { witnesses, registry, committee, home, assignment, slashRoot } = fixture;
      const forged = { ...assignment, job: id("no job") };
      const issuedAt = BigInt(await time.latest());
      await slashRoot(forged, { issuedAt });
      const { root } = assignmentTree([forged, assignment])!;
      const digest = assignmentRootDigest({ committee, root, issuedAt }, home);
      const encoded = ethers.AbiCoder.defaultAbiCoder().encode(["bytes32", "uint32"], [digest, operatorAt(fixture, 0)]);
      await expect(slashRoot(forged, { issuedAt }))
        .to.be.revertedWithCustomError(registry, "StakingOffencePunished")
        .withArgs(await witnesses.getAddress(), keccak256(encoded));
      await slashRoot(forged, { issuedAt: issuedAt + 1n });
      const once = defaults.stake - PUNISHED;
      const twice = once - (once * share) / 10_000n;
      expect((await registry.stakeOf(operatorAt(fixture, 0))).active).to.equal(twice);
    });

    it("reverts when the assignment does not lead to the root", async () => {
      const { witnesses, assignment, slashRoot } = await loadFixture(deployWitnesses);
      const forged = { ...assignment, job: id("no job") };
      const { root } = assignmentTree([forged, assignment])!;
      await expect(slashRoot(forged, { root: id("root") }))
        .to.be.revertedWithCustomError(witnesses, "WitnessNotInRoot")
        .withArgs(root, id("root"));
    });

    it("reverts with the terms of another job", async () => {
      const fixture = await loadFixture(deployWitnesses);
      const { witnesses, job, assignment, slashRoot } = fixture;
      const other = await registerJob(fixture, { destination });
      await expect(slashRoot({ ...assignment, count: 9n }, { job: other }))
        .to.be.revertedWithCustomError(witnesses, "WitnessWrongTerms")
        .withArgs(job.id, other.id);
    });

    it("reverts for a seat that is not among the signers", async () => {
      const { witnesses, committee, assignment, slashRoot } = await loadFixture(deployWitnesses);
      await expect(slashRoot({ ...assignment, job: id("no job") }, { signers: 0b011n, seat: 2n }))
        .to.be.revertedWithCustomError(witnesses, "WitnessNotSigner")
        .withArgs(committee, 2n, 0b011n);
    });

    const otherWords: [string, SlashChanges][] = [
      ["another root", { signed: { root: id("other") } }],
      ["another time", { signed: { issuedAt: 1n } }],
      ["another committee", { signed: { committee: 1n } }],
      ["another chain's market", { signedHome: { homeChainId: 1n } }],
      ["another market", { signedHome: { market: target } }],
      ["other seats", { signers: 0b101n }],
    ];
    for (const [what, change] of otherWords) {
      it(`reverts on a signature of ${what}`, async () => {
        const { committees, committee, home, assignment, slashRoot } = await loadFixture(deployWitnesses);
        const forged = { ...assignment, job: id("no job") };
        const issuedAt = BigInt(await time.latest());
        const { root } = assignmentTree([forged, assignment])!;
        await expect(slashRoot(forged, { issuedAt, ...change }))
          .to.be.revertedWithCustomError(committees, "CommitteeBadSignature")
          .withArgs(committee, change.signers ?? ALL, assignmentRootDigest({ committee, root, issuedAt }, home));
      });
    }

    it("reverts for a market of another suite, whatever was signed for it", async () => {
      const { witnesses, registry, market, home, assignment, slashRoot } = await loadFixture(deployWitnesses);
      await registry.setMarket(market, false);
      await expect(slashRoot({ ...assignment, job: id("no job") }))
        .to.be.revertedWithCustomError(witnesses, "WitnessUnknownMarket")
        .withArgs(home.market);
    });

    it("reverts on a committee of another pool", async () => {
      const { witnesses, pool, assignment, slashRoot } = await loadFixture(deployWitnesses);
      const committee = ((pool + 1n) << 32n) | 1n;
      await expect(slashRoot({ ...assignment, job: id("no job") }, { committee }))
        .to.be.revertedWithCustomError(witnesses, "WitnessWrongPool")
        .withArgs(committee, pool + 1n, pool);
    });

    it("reverts when the committee is too old to answer, at the second", async () => {
      const { witnesses, committees, committee, assignment, slashRoot } = await loadFixture(deployWitnesses);
      const forged = { ...assignment, job: id("no job") };
      const { sealedAt } = await committees.committeeOf(committee);
      const until = sealedAt + BigInt(liability);
      await time.setNextBlockTimestamp(until - 1n);
      await slashRoot(forged, { issuedAt: 1n });
      await time.setNextBlockTimestamp(until);
      await expect(slashRoot(forged, { issuedAt: 2n }))
        .to.be.revertedWithCustomError(witnesses, "WitnessTooLate")
        .withArgs(committee, until, until);
    });
  });

  describe("slashHandover", () => {
    /** The hand-over to the newest committee, or what differs from it, signed by all three. */
    async function slashHandover(fixture: Fixture, changes: Partial<Handover> = {}) {
      const { witnesses, committees, committee, market, home, stranger } = fixture;
      const { sealedAt, page0 } = await committees.committeeOf(committee);
      const pageHash = keccak256(await ethers.provider.getCode(page0));
      const statement = { committee, next: committee, sealedAt, pageHash, ...changes };
      const signature = signTogether(secrets, handoverDigest(statement, home));
      return witnesses.connect(stranger).slashHandover(market, statement, { signers: ALL, signature, seat: 0n });
    }

    const forgeries: [string, Partial<Handover>][] = [
      ["a page that was never sealed", { pageHash: id("page") }],
      ["another time", { sealedAt: 1n }],
      ["a committee that does not exist", { next: (77n << 32n) | 1n }],
      ["a committee of nothing", { next: 0n, sealedAt: 0n, pageHash: ZeroHash }],
    ];
    for (const [what, change] of forgeries) {
      it(`takes stake for a hand-over to ${what}`, async () => {
        const fixture = await loadFixture(deployWitnesses);
        await slashHandover(fixture, change);
        expect((await fixture.registry.stakeOf(operatorAt(fixture, 0))).active).to.equal(defaults.stake - PUNISHED);
      });
    }

    it("takes stake for a hand-over to the next committee before it is sealed", async () => {
      const fixture = await loadFixture(deployWitnesses);
      await slashHandover(fixture, { next: fixture.committee + 1n, sealedAt: 0n, pageHash: ZeroHash });
      expect((await fixture.registry.stakeOf(operatorAt(fixture, 0))).active).to.equal(defaults.stake - PUNISHED);
    });

    it("leaves those alone who handed over to a committee that was sealed so", async () => {
      const fixture = await loadFixture(deployWitnesses);
      await expect(slashHandover(fixture))
        .to.be.revertedWithCustomError(fixture.witnesses, "WitnessCommitteeRecorded")
        .withArgs(fixture.committee);
    });
  });

  describe("at deployment", () => {
    it("opens a pool whose market it is", async () => {
      const { witnesses, registry, pool } = await loadFixture(deployWitnesses);
      expect((await registry.rosterOf(pool)).market).to.equal(await witnesses.getAddress());
    });

    it("refuses more seats than a page has, and to hold anybody to account for longer than stake unbonds", async () => {
      const { registry, committees, factory } = await loadFixture(deployWitnesses);
      const { unbondingPeriod } = suiteDefaults;
      for (const [seatLimit, longest] of [
        [118, liability],
        [117, unbondingPeriod],
      ] as const) {
        await expect(factory.deploy(registry, committees, { ...terms, seatLimit }, reporterBps, longest))
          .to.be.revertedWithCustomError(factory, "WitnessBadTerms")
          .withArgs(seatLimit, longest);
      }
    });
  });
});
