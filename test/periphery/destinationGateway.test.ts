import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { type Contract, dataSlice, id, keccak256, toBeHex, ZeroHash } from "ethers";
import { network } from "hardhat";

import { assignmentRootDigest } from "../../sdk/jobs/assignmentRootDigest.ts";
import { encodePage } from "../../sdk/jobs/encodePage.ts";
import { handoverDigest } from "../../sdk/jobs/handoverDigest.ts";
import { receiptLeaf } from "../../sdk/jobs/receiptLeaf.ts";
import { type Assignment, ASSIGNMENT_TYPES, assignmentValues } from "../../sdk/jobs/assignmentLeaf.ts";
import {
  AccessManager__factory,
  type DestinationGateway,
  DestinationGateway__factory,
} from "../../typechain-types/index.ts";
import { publicKeyOf, signTogether, testSecret } from "../helpers/blsSigners.ts";
import { defaults } from "../helpers/defaults.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture, time } = networkHelpers;

const { homeChainId, maxAge, seedDelay, powers, schedule, gasLimit } = defaults.gateway;
const { interval, window, count } = schedule;
const powerOf = (seat: number) => powers[seat] as bigint;
const TOTAL = powers.reduce((sum, power) => sum + power, 0n);
const RETRY_MS = 7n * 86_400_000n;
const output = "0x1234";
const job = id("job");
const FIRST = (1n << 32n) | 1n;
const SECOND = (1n << 32n) | 2n;
/** Seats 0 and 1 have two thirds of the power, which is not enough; so have seats 1, 2 and 3. */
const QUORUM = [0, 1, 2];
const secretsOf = (committee: bigint) => powers.map((_, seat) => testSecret(Number(committee & 0xffn) * 100 + seat));

/** A committee's page, its seats having keys of their own. */
function pageOf(committee: bigint) {
  const seats = secretsOf(committee).map((secret, seat) => ({
    operator: BigInt(seat + 1),
    power: powerOf(seat),
    publicKey: publicKeyOf(secret),
  }));
  return encodePage(seats);
}

const pages = { [String(FIRST)]: pageOf(FIRST), [String(SECOND)]: pageOf(SECOND) };
const pageFor = (committee: bigint) => pages[String(committee)]!;
const bitmap = (seats: readonly number[]) => seats.reduce((set, seat) => set | (1n << BigInt(seat)), 0n);
const signAs = (committee: bigint, digest: string, seats = QUORUM) =>
  signTogether(
    seats.map((seat) => secretsOf(committee)[seat]!),
    digest,
  );

/** A gateway without a committee. */
async function deployGateway() {
  const [governor, processor, stranger, market] = (await ethers.getSigners()) as [Signer, Signer, Signer, Signer];
  const authority = await new AccessManager__factory(governor).deploy(governor);
  const factory = new DestinationGateway__factory(governor);
  const gateway = await factory.deploy(authority, homeChainId, market, maxAge, seedDelay);
  const consumer = (await ethers.deployContract("GatewayConsumerMock")) as unknown as Contract & Consumer;
  const home = { homeChainId, market: market.address };
  const { chainId } = await ethers.provider.getNetwork();
  return { gateway, consumer, governor, processor, stranger, home, chainId };
}

/** The same, with the first committee. */
async function deploySeeded() {
  const fixture = await deployGateway();
  const sealedAt = BigInt(await time.latest());
  await fixture.gateway.proposeSeed(FIRST, sealedAt, pageFor(FIRST).pageHash);
  await fixture.gateway.seed(pageFor(FIRST).content);
  return { ...fixture, sealedAt };
}

/** The same, with an accepted root over assignments whose first window is open at `start`. */
async function deployAssigned() {
  const fixture = await deploySeeded();
  const { gateway, processor, stranger, consumer, home, chainId } = fixture;
  const issuedAt = BigInt(await time.latest());
  const start = (issuedAt + 100n) * 1_000n;
  const assignment: Assignment = {
    ...home,
    job,
    slot: 0n,
    processor: processor.address,
    chainId,
    target: await consumer.getAddress(),
    gasLimit,
    start,
    ...schedule,
  };
  const otherSlot = { ...assignment, slot: 1n, processor: stranger.address };
  const elsewhere = { ...assignment, chainId: chainId + 1n };
  const otherMarket = { ...assignment, market: stranger.address };
  const otherHome = { ...assignment, homeChainId: homeChainId + 1n };
  const codeless = { ...assignment, job: id("codeless"), target: stranger.address };
  const starved = { ...assignment, job: id("starved"), gasLimit: 1_000n };
  const leaves = [assignment, otherSlot, elsewhere, otherMarket, otherHome, codeless, starved];
  const tree = StandardMerkleTree.of(leaves.map(assignmentValues), [...ASSIGNMENT_TYPES]);
  const digest = assignmentRootDigest({ committee: FIRST, root: tree.root, issuedAt }, home);
  await gateway.acceptRoot(tree.root, issuedAt, bitmap(QUORUM), signAs(FIRST, digest));
  const proofOf = (leaf: Assignment) => tree.getProof(assignmentValues(leaf));
  const deliver = (leaf: Assignment, execution = 0n, data = output) =>
    gateway
      .connect(leaf.processor === stranger.address ? stranger : processor)
      .fulfill(leaf, proofOf(leaf), execution, data);
  const receiptFor = (leaf: Assignment, execution: bigint, isFulfilled: boolean) =>
    receiptLeaf({
      ...home,
      job: leaf.job,
      slot: leaf.slot,
      execution,
      processor: leaf.processor,
      outputHash: keccak256(output),
      isSuccess: isFulfilled,
    });
  const leavesBy = { assignment, otherSlot, elsewhere, otherMarket, otherHome, codeless, starved };
  return { ...fixture, ...leavesBy, start, issuedAt, tree, proofOf, deliver, receiptFor };
}

/** The same, in the second in which the first window opens. */
async function deployOpen() {
  const fixture = await deployAssigned();
  await time.setNextBlockTimestamp(fixture.start / 1_000n);
  return fixture;
}

/** The same, and the consumer has not taken execution 0. */
async function deployUntaken() {
  const fixture = await deployOpen();
  await fixture.consumer.setUnwilling(true);
  await fixture.deliver(fixture.assignment);
  return fixture;
}

/** Accepts a root with the committee's quorum; what is signed may be another. */
async function acceptRoot(
  { gateway, home }: { gateway: DestinationGateway; home: { homeChainId: bigint; market: string } },
  { root = id("root"), issuedAt, committee = FIRST, seats = QUORUM, signed = {}, signedHome = {} }: RootChoice,
) {
  const digest = assignmentRootDigest({ root, issuedAt, committee, ...signed }, { ...home, ...signedHome });
  return gateway.acceptRoot(root, issuedAt, bitmap(seats), signAs(committee, digest, seats));
}

interface RootChoice {
  root?: string;
  issuedAt: bigint;
  committee?: bigint;
  seats?: number[];
  signed?: { root?: string; committee?: bigint; issuedAt?: bigint };
  signedHome?: { homeChainId?: bigint; market?: string };
}

interface Consumer {
  setUnwilling: (isUnwilling: boolean) => Promise<unknown>;
  setEcho: (data: string) => Promise<unknown>;
}

type Signer = Awaited<ReturnType<typeof ethers.getSigners>>[number];

const now = async () => BigInt(await time.latest());

describe("DestinationGateway", () => {
  describe("proposeSeed, seed and cancelSeed", () => {
    it("puts the first committee in at once", async () => {
      const { gateway, stranger } = await loadFixture(deployGateway);
      const sealedAt = await now();
      const { content, pageHash } = pageFor(FIRST);
      const readyAt = sealedAt + 10n;
      await time.setNextBlockTimestamp(readyAt);
      await expect(gateway.proposeSeed(FIRST, sealedAt, pageHash))
        .to.emit(gateway, "SeedProposed")
        .withArgs(FIRST, sealedAt, pageHash, readyAt);
      await expect(gateway.connect(stranger).seed(content))
        .to.emit(gateway, "CommitteeInstalled")
        .withArgs(FIRST, sealedAt, pageHash, BigInt(powers.length));
      const { id: installed, sealedAt: since, size } = await gateway.committee();
      expect([installed, since, size]).to.deep.equal([FIRST, sealedAt, BigInt(powers.length)]);
    });

    it("puts another in after the delay, and not a second before", async () => {
      const { gateway } = await loadFixture(deploySeeded);
      const { content, pageHash } = pageFor(SECOND);
      const proposedAt = (await now()) + 10n;
      await time.setNextBlockTimestamp(proposedAt);
      await gateway.proposeSeed(SECOND, proposedAt, pageHash);
      const readyAt = proposedAt + seedDelay;
      await time.setNextBlockTimestamp(readyAt - 1n);
      await expect(gateway.seed(content))
        .to.be.revertedWithCustomError(gateway, "GatewaySeedEarly")
        .withArgs(readyAt - 1n, readyAt);
      await time.setNextBlockTimestamp(readyAt);
      await gateway.seed(content);
      expect((await gateway.committee()).id).to.equal(SECOND);
    });

    it("brings a gateway back whose committee is too old", async () => {
      const { gateway, home, sealedAt } = await loadFixture(deploySeeded);
      await time.increaseTo(sealedAt + maxAge);
      const again = await now();
      await gateway.proposeSeed(SECOND, again, pageFor(SECOND).pageHash);
      await time.increase(seedDelay);
      await gateway.seed(pageFor(SECOND).content);
      await acceptRoot({ gateway, home }, { issuedAt: again, committee: SECOND });
      expect(await gateway.validUntil(id("root"))).to.equal(again + maxAge);
    });

    it("reverts on another page than the proposed one", async () => {
      const { gateway } = await loadFixture(deployGateway);
      await gateway.proposeSeed(FIRST, await now(), pageFor(FIRST).pageHash);
      await expect(gateway.seed(pageFor(SECOND).content))
        .to.be.revertedWithCustomError(gateway, "GatewayNotProposed")
        .withArgs(pageFor(SECOND).pageHash, pageFor(FIRST).pageHash);
    });

    it("reverts when the proposal was taken back", async () => {
      const { gateway } = await loadFixture(deployGateway);
      const { content, pageHash } = pageFor(FIRST);
      await gateway.proposeSeed(FIRST, await now(), pageHash);
      await expect(gateway.cancelSeed()).to.emit(gateway, "SeedCancelled").withArgs(FIRST, pageHash);
      await expect(gateway.seed(content))
        .to.be.revertedWithCustomError(gateway, "GatewayNotProposed")
        .withArgs(pageHash, ZeroHash);
      expect((await gateway.proposal()).pageHash).to.equal(ZeroHash);
    });

    it("reverts on a committee that is too old, or sealed in the future", async () => {
      const { gateway } = await loadFixture(deployGateway);
      const { content, pageHash } = pageFor(FIRST);
      for (const difference of [-maxAge, 1n]) {
        const moment = (await now()) + 100n;
        const sealedAt = moment + difference;
        await gateway.proposeSeed(FIRST, sealedAt, pageHash);
        await time.setNextBlockTimestamp(moment);
        await expect(gateway.seed(content))
          .to.be.revertedWithCustomError(gateway, "GatewayOutOfTime")
          .withArgs(sealedAt, moment, maxAge);
      }
    });

    const { content } = pageFor(FIRST);
    const length = (bytes: string) => BigInt(bytes.length / 2 - 1);
    const first = dataSlice(content, 0, 416);
    const malformed: [string, string][] = [
      ["whose power is not the sum of its seats", `0x${toBeHex(TOTAL + 1n, 16).slice(2)}${content.slice(34)}`],
      [
        "whose key is not the sum of its seats'",
        `0x${content.slice(2, 34)}${publicKeyOf(testSecret(7)).slice(2)}${content.slice(418)}`,
      ],
      ["that is cut off", dataSlice(content, 0, Number(length(content)) - 1)],
      ["with a byte more", `${content}00`],
      ["without seats", dataSlice(content, 0, 208)],
      ["with 118 seats", `0x${dataSlice(first, 0, 208).slice(2)}${dataSlice(first, 208).slice(2).repeat(118)}`],
    ];
    for (const [what, page] of malformed) {
      it(`reverts on a page ${what}`, async () => {
        const { gateway } = await loadFixture(deployGateway);
        await gateway.proposeSeed(FIRST, await now(), keccak256(`0x00${page.slice(2)}`));
        await expect(gateway.seed(page))
          .to.be.revertedWithCustomError(gateway, "GatewayBadPage")
          .withArgs(length(page));
      });
    }

    it("lets nobody but governance propose and cancel", async () => {
      const { gateway, stranger } = await loadFixture(deployGateway);
      const asStranger = gateway.connect(stranger);
      await expect(asStranger.proposeSeed(FIRST, 0n, ZeroHash))
        .to.be.revertedWithCustomError(gateway, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
      await expect(asStranger.cancelSeed())
        .to.be.revertedWithCustomError(gateway, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });
  });

  describe("handOver", () => {
    const { content, pageHash } = pageFor(SECOND);
    const handover = (sealedAt: bigint) => ({ committee: FIRST, next: SECOND, sealedAt, pageHash });

    it("puts the next committee in, which signs from then on", async () => {
      const { gateway, home, sealedAt } = await loadFixture(deploySeeded);
      const later = sealedAt + 1n;
      const digest = handoverDigest(handover(later), home);
      expect(await gateway.handoverDigestOf(FIRST, SECOND, later, pageHash)).to.equal(digest);
      await expect(gateway.handOver(SECOND, later, content, bitmap(QUORUM), signAs(FIRST, digest)))
        .to.emit(gateway, "CommitteeInstalled")
        .withArgs(SECOND, later, pageHash, BigInt(powers.length));

      await acceptRoot({ gateway, home }, { issuedAt: later, committee: SECOND });
      const stale = assignmentRootDigest({ committee: SECOND, root: id("root"), issuedAt: later }, home);
      await expect(gateway.acceptRoot(id("root"), later, bitmap(QUORUM), signAs(FIRST, stale)))
        .to.be.revertedWithCustomError(gateway, "GatewayBadSignature")
        .withArgs(SECOND, bitmap(QUORUM), stale);
    });

    it("reverts on a committee that was not sealed later", async () => {
      const { gateway, home, sealedAt } = await loadFixture(deploySeeded);
      const signature = signAs(FIRST, handoverDigest(handover(sealedAt), home));
      await expect(gateway.handOver(SECOND, sealedAt, content, bitmap(QUORUM), signature))
        .to.be.revertedWithCustomError(gateway, "GatewayNotNewer")
        .withArgs(SECOND, sealedAt, sealedAt);
    });

    it("reverts on a committee sealed in the future", async () => {
      const { gateway, home } = await loadFixture(deploySeeded);
      const moment = (await now()) + 10n;
      const signature = signAs(FIRST, handoverDigest(handover(moment + 1n), home));
      await time.setNextBlockTimestamp(moment);
      await expect(gateway.handOver(SECOND, moment + 1n, content, bitmap(QUORUM), signature))
        .to.be.revertedWithCustomError(gateway, "GatewayOutOfTime")
        .withArgs(moment + 1n, moment, maxAge);
    });

    it("reverts without more than two thirds of the power", async () => {
      const { gateway, home, sealedAt } = await loadFixture(deploySeeded);
      const seats = [0, 1];
      const signature = signAs(FIRST, handoverDigest(handover(sealedAt + 1n), home), seats);
      await expect(gateway.handOver(SECOND, sealedAt + 1n, content, bitmap(seats), signature))
        .to.be.revertedWithCustomError(gateway, "GatewayNoQuorum")
        .withArgs(FIRST, bitmap(seats), powerOf(0) + powerOf(1), TOTAL);
    });

    const otherWords: [string, object, object][] = [
      ["another page", { pageHash: id("page") }, {}],
      ["another committee that follows", { next: FIRST }, {}],
      ["another committee that signs", { committee: SECOND }, {}],
      ["another market's", {}, { market: ethers.ZeroAddress }],
      ["another chain's", {}, { homeChainId: homeChainId + 1n }],
    ];
    for (const [what, change, otherHome] of otherWords) {
      it(`reverts on a signature of a hand-over: ${what}`, async () => {
        const { gateway, home, sealedAt } = await loadFixture(deploySeeded);
        const signed = handoverDigest({ ...handover(sealedAt + 1n), ...change }, { ...home, ...otherHome });
        await expect(gateway.handOver(SECOND, sealedAt + 1n, content, bitmap(QUORUM), signAs(FIRST, signed)))
          .to.be.revertedWithCustomError(gateway, "GatewayBadSignature")
          .withArgs(FIRST, bitmap(QUORUM), handoverDigest(handover(sealedAt + 1n), home));
      });
    }

    it("reverts when the outgoing committee is too old", async () => {
      const { gateway, home, sealedAt } = await loadFixture(deploySeeded);
      const expiredAt = sealedAt + maxAge;
      const signature = signAs(FIRST, handoverDigest(handover(expiredAt - 1n), home));
      await time.setNextBlockTimestamp(expiredAt);
      await expect(gateway.handOver(SECOND, expiredAt - 1n, content, bitmap(QUORUM), signature))
        .to.be.revertedWithCustomError(gateway, "GatewayCommitteeExpired")
        .withArgs(FIRST, expiredAt, expiredAt);
    });
  });

  describe("acceptRoot", () => {
    it("accepts a root, and says until when", async () => {
      const { gateway, home, sealedAt: issuedAt } = await loadFixture(deploySeeded);
      await expect(acceptRoot({ gateway, home }, { issuedAt }))
        .to.emit(gateway, "RootAccepted")
        .withArgs(id("root"), FIRST, issuedAt, issuedAt + maxAge);
      expect(await gateway.rootDigestOf(FIRST, id("root"), issuedAt)).to.equal(
        assignmentRootDigest({ committee: FIRST, root: id("root"), issuedAt }, home),
      );
    });

    it("keeps the later time when a root is accepted twice", async () => {
      const { gateway, home, sealedAt } = await loadFixture(deploySeeded);
      await acceptRoot({ gateway, home }, { issuedAt: sealedAt });
      await acceptRoot({ gateway, home }, { issuedAt: sealedAt - 1n });
      expect(await gateway.validUntil(id("root"))).to.equal(sealedAt + maxAge);
    });

    it("reverts on a root that is too old, or issued in the future", async () => {
      const { gateway, home } = await loadFixture(deploySeeded);
      const moment = (await now()) + 10n;
      await time.setNextBlockTimestamp(moment);
      await expect(acceptRoot({ gateway, home }, { issuedAt: moment + 1n }))
        .to.be.revertedWithCustomError(gateway, "GatewayOutOfTime")
        .withArgs(moment + 1n, moment, maxAge);
      await time.setNextBlockTimestamp(moment + 1n);
      await expect(acceptRoot({ gateway, home }, { issuedAt: moment + 1n - maxAge }))
        .to.be.revertedWithCustomError(gateway, "GatewayOutOfTime")
        .withArgs(moment + 1n - maxAge, moment + 1n, maxAge);
    });

    it("reverts without more than two thirds of the power, or with seats that are none", async () => {
      const { gateway, home, sealedAt: issuedAt } = await loadFixture(deploySeeded);
      await expect(acceptRoot({ gateway, home }, { issuedAt, seats: [1, 2, 3] }))
        .to.be.revertedWithCustomError(gateway, "GatewayNoQuorum")
        .withArgs(FIRST, bitmap([1, 2, 3]), TOTAL - powerOf(0), TOTAL);
      await expect(gateway.acceptRoot(id("root"), issuedAt, bitmap([0, 1, 2, 3, 4]), "0x"))
        .to.be.revertedWithCustomError(gateway, "GatewayNoQuorum")
        .withArgs(FIRST, bitmap([0, 1, 2, 3, 4]), 0n, TOTAL);
      await expect(gateway.acceptRoot(id("root"), issuedAt, 0n, "0x"))
        .to.be.revertedWithCustomError(gateway, "GatewayNoQuorum")
        .withArgs(FIRST, 0n, 0n, TOTAL);
    });

    const otherWords: [string, Partial<RootChoice>][] = [
      ["another root", { signed: { root: id("other") } }],
      ["another committee", { signed: { committee: SECOND } }],
      ["another time", { signed: { issuedAt: 1n } }],
      ["another chain's market", { signedHome: { homeChainId: homeChainId + 1n } }],
      ["another market", { signedHome: { market: ethers.ZeroAddress } }],
    ];
    for (const [what, change] of otherWords) {
      it(`reverts on a signature of ${what}`, async () => {
        const { gateway, home, sealedAt: issuedAt } = await loadFixture(deploySeeded);
        await expect(acceptRoot({ gateway, home }, { issuedAt, ...change }))
          .to.be.revertedWithCustomError(gateway, "GatewayBadSignature")
          .withArgs(FIRST, bitmap(QUORUM), await gateway.rootDigestOf(FIRST, id("root"), issuedAt));
      });
    }

    it("reverts when the committee is too old, at the second", async () => {
      const { gateway, home, sealedAt } = await loadFixture(deploySeeded);
      const expiredAt = sealedAt + maxAge;
      await time.setNextBlockTimestamp(expiredAt - 1n);
      await acceptRoot({ gateway, home }, { issuedAt: expiredAt - 1n });
      await time.setNextBlockTimestamp(expiredAt);
      await expect(acceptRoot({ gateway, home }, { issuedAt: expiredAt - 1n }))
        .to.be.revertedWithCustomError(gateway, "GatewayCommitteeExpired")
        .withArgs(FIRST, expiredAt, expiredAt);
    });

    it("reverts before there is a committee", async () => {
      const { gateway, home } = await loadFixture(deployGateway);
      const moment = (await now()) + 10n;
      await time.setNextBlockTimestamp(moment);
      await expect(acceptRoot({ gateway, home }, { issuedAt: moment }))
        .to.be.revertedWithCustomError(gateway, "GatewayCommitteeExpired")
        .withArgs(0n, 0n, moment);
    });
  });

  describe("fulfill", () => {
    it("calls the consumer, and says so", async () => {
      const { gateway, consumer, processor, assignment, deliver } = await loadFixture(deployOpen);
      const to = await consumer.getAddress();
      const delivered = deliver(assignment);
      await expect(delivered)
        .to.emit(gateway, "ExecutionDelivered")
        .withArgs(job, processor.address, to, 0n, 0n, keccak256(output), true, "0x");
      await expect(delivered).to.emit(consumer, "OutputReceived").withArgs(job, 0n, 0n, processor.address, output);
    });

    it("keeps a receipt whose leaf the SDK makes as well", async () => {
      const { gateway, assignment, deliver, receiptFor } = await loadFixture(deployOpen);
      await deliver(assignment);
      expect(await gateway.receiptOf(job, 0n, 0n)).to.equal(receiptFor(assignment, 0n, true));
    });

    it("takes the last of n executions like the first, and no n+1st", async () => {
      const { gateway, assignment, start, deliver, receiptFor } = await loadFixture(deployOpen);
      for (let execution = 0n; execution < count; ++execution) {
        await time.setNextBlockTimestamp((start + execution * interval) / 1_000n);
        await deliver(assignment, execution);
        expect(await gateway.receiptOf(job, 0n, execution)).to.equal(receiptFor(assignment, execution, true));
      }
      await time.setNextBlockTimestamp((start + count * interval) / 1_000n);
      await expect(deliver(assignment, count))
        .to.be.revertedWithCustomError(gateway, "GatewayNoSuchExecution")
        .withArgs(job, count, count);
      expect(await ethers.provider.getBalance(gateway)).to.equal(0n);
    });

    it("takes an execution in the last second of its window", async () => {
      const { gateway, assignment, start, deliver, receiptFor } = await loadFixture(deployOpen);
      await time.setNextBlockTimestamp((start + window) / 1_000n - 1n);
      await deliver(assignment);
      expect(await gateway.receiptOf(job, 0n, 0n)).to.equal(receiptFor(assignment, 0n, true));
    });

    it("takes the slots of a job apart", async () => {
      const { gateway, assignment, otherSlot, deliver, receiptFor } = await loadFixture(deployOpen);
      await deliver(assignment);
      await deliver(otherSlot);
      expect(await gateway.receiptOf(job, 0n, 0n)).to.equal(receiptFor(assignment, 0n, true));
      expect(await gateway.receiptOf(job, 1n, 0n)).to.equal(receiptFor(otherSlot, 0n, true));
    });

    it("records a consumer that reverts as not fulfilled", async () => {
      const { gateway, consumer, processor, assignment, deliver, receiptFor } = await loadFixture(deployOpen);
      await consumer.setUnwilling(true);
      const reason = consumer.interface.encodeErrorResult("GatewayConsumerUnwilling", [job]);
      await expect(deliver(assignment))
        .to.emit(gateway, "ExecutionDelivered")
        .withArgs(job, processor.address, assignment.target, 0n, 0n, keccak256(output), false, reason);
      expect(await gateway.receiptOf(job, 0n, 0n)).to.equal(receiptFor(assignment, 0n, false));
    });

    for (const kind of ["codeless", "starved"] as const) {
      it(`records a consumer that is ${kind} as not fulfilled`, async () => {
        const fixture = await loadFixture(deployOpen);
        const leaf = fixture[kind];
        await fixture.deliver(leaf);
        expect(await fixture.gateway.receiptOf(leaf.job, 0n, 0n)).to.equal(fixture.receiptFor(leaf, 0n, false));
      });
    }

    it("reverts on a replay", async () => {
      const { gateway, assignment, deliver } = await loadFixture(deployOpen);
      await deliver(assignment);
      await expect(deliver(assignment, 0n, "0x99"))
        .to.be.revertedWithCustomError(gateway, "GatewayAlreadyDelivered")
        .withArgs(job, 0n, 0n);
    });

    it("reverts on a replay of what the consumer did not take", async () => {
      const { gateway, assignment, deliver } = await loadFixture(deployUntaken);
      await expect(deliver(assignment))
        .to.be.revertedWithCustomError(gateway, "GatewayAlreadyDelivered")
        .withArgs(job, 0n, 0n);
    });

    it("lets no consumer call back into it", async () => {
      const { gateway, consumer, processor, assignment, deliver, proofOf } = await loadFixture(deployOpen);
      await consumer.setEcho(
        gateway.interface.encodeFunctionData("retry", [assignment, proofOf(assignment), 0n, output]),
      );
      const reason = gateway.interface.encodeErrorResult("ReentrancyGuardReentrantCall", []);
      await expect(deliver(assignment))
        .to.emit(gateway, "ExecutionDelivered")
        .withArgs(job, processor.address, assignment.target, 0n, 0n, keccak256(output), false, reason);
    });

    it("reverts for another account", async () => {
      const { gateway, stranger, processor, assignment, proofOf } = await loadFixture(deployOpen);
      await expect(gateway.connect(stranger).fulfill(assignment, proofOf(assignment), 0n, output))
        .to.be.revertedWithCustomError(gateway, "GatewayNotProcessor")
        .withArgs(stranger.address, processor.address);
    });

    it("reverts on an assignment of another chain", async () => {
      const { gateway, elsewhere, deliver } = await loadFixture(deployOpen);
      await expect(deliver(elsewhere))
        .to.be.revertedWithCustomError(gateway, "GatewayWrongDestination")
        .withArgs(elsewhere.chainId);
    });

    it("reverts on an assignment of another market or another home", async () => {
      const { gateway, otherMarket, otherHome, deliver } = await loadFixture(deployOpen);
      for (const leaf of [otherMarket, otherHome]) {
        await expect(deliver(leaf))
          .to.be.revertedWithCustomError(gateway, "GatewayWrongHome")
          .withArgs(leaf.homeChainId, leaf.market);
      }
    });

    it("reverts on an assignment that was altered, or with a wrong proof", async () => {
      const { gateway, processor, assignment, otherSlot, proofOf } = await loadFixture(deployOpen);
      const isRoot = (root: string) => root.length === 66;
      const proof = proofOf(assignment);
      const asProcessor = gateway.connect(processor);
      const changes = [{ count: 9n }, { target: processor.address }, { window: interval }, { slot: 5n }];
      for (const change of changes) {
        await expect(asProcessor.fulfill({ ...assignment, ...change }, proof, 0n, output))
          .to.be.revertedWithCustomError(gateway, "GatewayUnknownRoot")
          .withArgs(isRoot, 0n);
      }
      for (const wrong of [proof.slice(1), [], proofOf(otherSlot), [...proof, ZeroHash]]) {
        await expect(asProcessor.fulfill(assignment, wrong, 0n, output))
          .to.be.revertedWithCustomError(gateway, "GatewayUnknownRoot")
          .withArgs(isRoot, 0n);
      }
    });

    it("reverts when the root is too old", async () => {
      const { gateway, assignment, tree, issuedAt, deliver } = await loadFixture(deployOpen);
      await time.setNextBlockTimestamp(issuedAt + maxAge);
      await expect(deliver(assignment))
        .to.be.revertedWithCustomError(gateway, "GatewayUnknownRoot")
        .withArgs(tree.root, issuedAt + maxAge);
    });

    it("reverts before and after the window", async () => {
      const { gateway, assignment, start, deliver } = await loadFixture(deployAssigned);
      const closesAt = start + window;
      for (const moment of [start - 1_000n, closesAt]) {
        await time.setNextBlockTimestamp(moment / 1_000n);
        await expect(deliver(assignment))
          .to.be.revertedWithCustomError(gateway, "GatewayOutsideWindow")
          .withArgs(job, 0n, moment, start, closesAt);
      }
    });

    it("reverts in the window of another execution", async () => {
      const { gateway, assignment, start, deliver } = await loadFixture(deployOpen);
      const opensAt = start + interval;
      await expect(deliver(assignment, 1n))
        .to.be.revertedWithCustomError(gateway, "GatewayOutsideWindow")
        .withArgs(job, 1n, start, opensAt, opensAt + window);
    });

    it("reverts when too little gas is at hand for the consumer's limit", async () => {
      const { gateway, processor, assignment, proofOf } = await loadFixture(deployOpen);
      const isLess = (left: bigint) => left < gasLimit + 50_000n;
      const isMore = (needed: bigint) => needed > gasLimit;
      const asProcessor = gateway.connect(processor);
      await expect(asProcessor.fulfill(assignment, proofOf(assignment), 0n, output, { gasLimit: 250_000n }))
        .to.be.revertedWithCustomError(gateway, "DeferredCallNeedsGas")
        .withArgs(isLess, isMore);
    });

    it("costs no more than its budget", async () => {
      const { assignment, deliver } = await loadFixture(deployOpen);
      const receipt = await (await deliver(assignment)).wait();
      expect(receipt!.gasUsed < 120_000n, `${receipt!.gasUsed} gas`).to.be.true;
    });
  });

  describe("retry", () => {
    it("calls a consumer again that is willing now, whoever asks", async () => {
      const { gateway, consumer, stranger, processor, assignment, receiptFor, proofOf } =
        await loadFixture(deployUntaken);
      await consumer.setUnwilling(false);
      await expect(gateway.connect(stranger).retry(assignment, proofOf(assignment), 0n, output))
        .to.emit(gateway, "ExecutionDelivered")
        .withArgs(job, processor.address, assignment.target, 0n, 0n, keccak256(output), true, "0x");
      expect(await gateway.receiptOf(job, 0n, 0n)).to.equal(receiptFor(assignment, 0n, true));
    });

    it("leaves a receipt as it is when the consumer is unwilling still", async () => {
      const { gateway, assignment, receiptFor, proofOf } = await loadFixture(deployUntaken);
      await gateway.retry(assignment, proofOf(assignment), 0n, output);
      expect(await gateway.receiptOf(job, 0n, 0n)).to.equal(receiptFor(assignment, 0n, false));
    });

    it("reverts when the consumer took it, or nothing was delivered", async () => {
      const { gateway, assignment, deliver, proofOf } = await loadFixture(deployOpen);
      await deliver(assignment);
      for (const execution of [0n, 1n]) {
        await expect(gateway.retry(assignment, proofOf(assignment), execution, output))
          .to.be.revertedWithCustomError(gateway, "GatewayNothingToRetry")
          .withArgs(job, 0n, execution);
      }
    });

    it("reverts on another output", async () => {
      const { gateway, consumer, assignment, proofOf } = await loadFixture(deployUntaken);
      await consumer.setUnwilling(false);
      await expect(gateway.retry(assignment, proofOf(assignment), 0n, "0x99"))
        .to.be.revertedWithCustomError(gateway, "GatewayNothingToRetry")
        .withArgs(job, 0n, 0n);
    });

    it("reverts on an assignment that was altered", async () => {
      const { gateway, stranger, assignment, proofOf } = await loadFixture(deployUntaken);
      const isRoot = (root: string) => root.length === 66;
      for (const change of [{ target: stranger.address }, { gasLimit: 1n }, { start: assignment.start + 1n }]) {
        await expect(gateway.retry({ ...assignment, ...change }, proofOf(assignment), 0n, output))
          .to.be.revertedWithCustomError(gateway, "GatewayUnknownRoot")
          .withArgs(isRoot, 0n);
      }
    });

    it("reverts a week after the window", async () => {
      const { gateway, assignment, start, proofOf } = await loadFixture(deployUntaken);
      const until = start + window + RETRY_MS;
      await time.setNextBlockTimestamp(until / 1_000n - 1n);
      await gateway.retry(assignment, proofOf(assignment), 0n, output);
      await time.setNextBlockTimestamp(until / 1_000n);
      await expect(gateway.retry(assignment, proofOf(assignment), 0n, output))
        .to.be.revertedWithCustomError(gateway, "GatewayRetryOver")
        .withArgs(job, 0n, until, until);
    });
  });
});
