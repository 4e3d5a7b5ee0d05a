import { expect } from "chai";
import {
  AbiCoder,
  type Contract,
  encodeBytes32String,
  keccak256,
  toBeHex,
  TypedDataEncoder,
  zeroPadValue,
} from "ethers";
import { network } from "hardhat";

import { suiteDefaults } from "../../../../scripts/deploy/suiteSettings.ts";
import { aggregateSignatures } from "../../../../sdk/bls/aggregateSignatures.ts";
import { blsSign } from "../../../../sdk/bls/blsSign.ts";
import type { RoundRobinElection } from "../../../../typechain-types/index.ts";
import {
  type Attester,
  type AttestationSuite,
  createDefinition,
  deployAttestation,
  prepareTask,
  sealCommittee,
  seatsOf,
  send,
  submit,
  voidSeat,
} from "../../../helpers/attestation.ts";
import { defaults } from "../../../helpers/defaults.ts";
import { mineBefore, nextBlock } from "../../../helpers/dispatchMoves.ts";
import { answerRequest, answerRound, poolTerms } from "../../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const STAKE = defaults.stake;
const EPOCH = 10n;
const MAX_EPOCH = 50_400n;
const SEED_EPOCHS = 16n;
const FEE: bigint = suiteDefaults.beacon.entryFee;
const { roundTimeout } = suiteDefaults.beacon;
const PURPOSE = encodeBytes32String("leader election");
/** Epochs over which a fair draw is looked at, and the fewest that each of four seats then leads. */
const DRAWS = 200;
const FEWEST = 25;

/** What every election that counts epochs has. */
type Election = Pick<RoundRobinElection, "connect" | "leaderAt" | "isLeader" | "epochsOf" | "interface" | "getAddress">;

const kinds = {
  RoundRobinElection: ({ roundRobinElection }) => roundRobinElection,
  RandomElection: ({ randomElection }) => randomElection as unknown as Election,
  "PriorityElection by stake": ({ stakeElection }) => stakeElection as unknown as Election,
  "PriorityElection by reputation": ({ reputationElection }) => reputationElection as unknown as Election,
  ConsensusElection: ({ consensusElection }) => consensusElection as unknown as Election,
} as const satisfies Record<string, (suite: AttestationSuite) => Election>;

async function suiteFixture(): Promise<AttestationSuite> {
  const suite = await deployAttestation(connection);
  for (const electionOf of Object.values(kinds)) await configure(suite, electionOf(suite));
  return suite;
}

/** Seats 1 and 2 have the most, alike; seat 0 less, seat 3 the least. */
async function unequalFixture(): Promise<AttestationSuite> {
  const suite = await deployAttestation(connection, { stakes: [2n * STAKE, 3n * STAKE, 3n * STAKE, STAKE] });
  for (const electionOf of Object.values(kinds)) await configure(suite, electionOf(suite));
  return suite;
}

async function configure({ owner, definition }: AttestationSuite, election: Election, blocks = EPOCH): Promise<void> {
  await election.connect(owner).setEpochBlocks(definition, blocks);
}

async function enforce({ center, owner, definition }: AttestationSuite, election: Election): Promise<void> {
  await center.connect(owner).setTaskDefinitionElection(definition, await election.getAddress());
}

/** Mines so that the next transaction is in the first block of an epoch that is so many epochs away. */
async function reachEpoch(suite: AttestationSuite, ahead = 1n): Promise<bigint> {
  const epoch = (await nextBlock(suite)) / EPOCH + ahead;
  await mineBefore(suite, epoch * EPOCH);
  return epoch;
}

/** Mines into an epoch, so that views are asked there. */
async function enterEpoch(suite: AttestationSuite, ahead = 1n): Promise<bigint> {
  const epoch = await reachEpoch(suite, ahead);
  await networkHelpers.mine(1);
  return epoch;
}

/** The seats that lead now. */
async function leadersOf(
  { definition, committee, attesters }: AttestationSuite,
  election: Election,
): Promise<number[]> {
  const answers = await Promise.all(attesters.map(({ seat }) => election.isLeader(definition, committee, seat)));
  return answers.flatMap((isLeader, seat) => (isLeader ? [seat] : []));
}

describe("leader elections", () => {
  for (const [name, electionOf] of Object.entries(kinds)) {
    describe(`${name}: epochs`, () => {
      it("are set by the definition's owner alone", async () => {
        const suite = await networkHelpers.loadFixture(suiteFixture);
        const { owner, stranger, definition } = suite;
        const election = electionOf(suite);
        const block = await nextBlock(suite);

        await expect(election.connect(owner).setEpochBlocks(definition, 7n))
          .to.emit(election, "EpochSet")
          .withArgs(definition, EPOCH, 7n);
        expect(await election.epochsOf(definition)).to.deep.equal([7n, block]);
        await expect(election.connect(stranger).setEpochBlocks(definition, 7n))
          .to.be.revertedWithCustomError(election as unknown as Contract, "ElectionNotOwner")
          .withArgs(definition, stranger.address);
      });

      it("are of a block at least, and of a week at most", async () => {
        const suite = await networkHelpers.loadFixture(suiteFixture);
        const { owner, definition } = suite;
        const election = electionOf(suite);

        for (const blocks of [0n, MAX_EPOCH + 1n]) {
          await expect(election.connect(owner).setEpochBlocks(definition, blocks))
            .to.be.revertedWithCustomError(election as unknown as Contract, "ElectionBadEpoch")
            .withArgs(definition, blocks);
        }
        for (const blocks of [1n, MAX_EPOCH]) {
          await expect(election.connect(owner).setEpochBlocks(definition, blocks)).to.emit(election, "EpochSet");
        }
      });

      it("must be set before anybody leads", async () => {
        const suite = await networkHelpers.loadFixture(suiteFixture);
        const { owner, committee } = suite;
        const election = electionOf(suite);
        const definition = await createDefinition(suite, owner);

        for (const ask of [
          () => election.leaderAt(definition, committee, 1n),
          () => election.isLeader(definition, committee, 0),
          () => election.epochsOf(definition),
        ]) {
          await expect(ask())
            .to.be.revertedWithCustomError(election as unknown as Contract, "ElectionNotConfigured")
            .withArgs(definition);
        }
      });
    });
  }

  describe("enforcement", () => {
    it("lets the leader submit, and whoever led an epoch before, and nobody else", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, attesters, definition, committee, roundRobinElection } = suite;
      await enforce(suite, roundRobinElection);
      const epoch = await reachEpoch(suite);
      const leader = Number(await roundRobinElection.leaderAt(definition, committee, epoch * EPOCH));
      const byLeader = await prepareTask(suite, { performer: attesters[leader]! });

      for (const attester of attesters) {
        const places = [leader, (leader + attesters.length - 1) % attesters.length];
        if (places.includes(attester.seat)) continue;
        const task = await prepareTask(suite, { performer: attester });
        const snapshot = await networkHelpers.takeSnapshot();
        await expect(send(suite, task))
          .to.be.revertedWithCustomError(center, "AttestationNotElected")
          .withArgs(task.id, attester.seat);
        await snapshot.restore();
      }
      const snapshot = await networkHelpers.takeSnapshot();
      await expect(send(suite, byLeader)).to.emit(center, "TaskSubmitted");
      await snapshot.restore();
      await mineBefore(suite, (epoch + 2n) * EPOCH - 1n);
      const last = await networkHelpers.takeSnapshot();
      await expect(send(suite, byLeader)).to.emit(center, "TaskSubmitted");
      await last.restore();
      await mineBefore(suite, (epoch + 2n) * EPOCH);
      await expect(send(suite, byLeader))
        .to.be.revertedWithCustomError(center, "AttestationNotElected")
        .withArgs(byLeader.id, leader);
    });

    it("asks an election of the AVS's own", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, attesters } = suite;
      const election = (await ethers.deployContract("ElectionMock")) as unknown as Contract;
      await enforce(suite, election as unknown as Election);
      await election.setLeader!(2);

      const refused = await prepareTask(suite);
      await expect(send(suite, refused))
        .to.be.revertedWithCustomError(center, "AttestationNotElected")
        .withArgs(refused.id, 0n);
      await expect(send(suite, await prepareTask(suite, { performer: attesters[2]! }))).to.emit(
        center,
        "TaskSubmitted",
      );
    });

    it("takes an account without code, or a definition without epochs, for a no", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, stranger, definition, roundRobinElection } = suite;
      const task = await prepareTask(suite);
      await center.connect(owner).setTaskDefinitionElection(definition, stranger);
      await expect(send(suite, task))
        .to.be.revertedWithCustomError(center, "AttestationNotElected")
        .withArgs(task.id, 0n);

      const other = await createDefinition(suite, owner);
      await center.fundTaskDefinition(other, STAKE, { value: STAKE });
      await enforce({ ...suite, definition: other }, roundRobinElection);
      const second = await prepareTask(suite, { info: { taskDefinitionId: other } });
      await expect(send(suite, second))
        .to.be.revertedWithCustomError(center, "AttestationNotElected")
        .withArgs(second.id, 0n);
    });
  });

  describe("RoundRobinElection", () => {
    it("gives each seat one epoch in turn, as TypeScript counts", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { roundRobinElection, definition, committee } = suite;
      const start = await nextBlock(suite);

      for (let block = start; block < start + 6n * EPOCH; block += EPOCH / 2n) {
        expect(await roundRobinElection.leaderAt(definition, committee, block)).to.equal((block / EPOCH) % 4n);
      }
    });

    it("takes eligible seats only", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, roundRobinElection, definition, committee } = suite;
      await center.connect(owner).setTaskDefinitionRestrictedOperators(definition, [2n, 4n]);

      expect(await roundRobinElection.leaderAt(definition, committee, 100n * EPOCH)).to.equal(1n);
      expect(await roundRobinElection.leaderAt(definition, committee, 101n * EPOCH)).to.equal(3n);
      expect(await roundRobinElection.leaderAt(definition, committee, 102n * EPOCH)).to.equal(1n);
    });

    it("has no leader where nobody is eligible", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { owner, roundRobinElection, committee } = suite;
      const definition = await createDefinition(suite, owner, { minimumVotingPower: STAKE + 1n });
      await configure({ ...suite, definition }, roundRobinElection);

      await expect(roundRobinElection.leaderAt(definition, committee, 100n))
        .to.be.revertedWithCustomError(roundRobinElection, "ElectionWithoutLeader")
        .withArgs(definition, committee, 100n);
      expect(await roundRobinElection.isLeader(definition, committee, 0)).to.equal(false);
    });
  });

  describe("RandomElection", () => {
    /** The leader of an epoch, drawn here from the seed of a round. */
    async function drawnBy(suite: AttestationSuite, round: bigint, epoch: bigint) {
      const { beacon, randomElection, definition, attesters } = suite;
      const id = zeroPadValue(toBeHex(definition), 32);
      const [seed] = await beacon.seedOf(round, await randomElection.getAddress(), id, PURPOSE);
      const coder = AbiCoder.defaultAbiCoder();
      const tickets = attesters.map(({ operator }) =>
        keccak256(coder.encode(["bytes32", "uint256", "uint32"], [seed, epoch, operator])),
      );
      return BigInt(tickets.indexOf(tickets.toSorted().at(-1)!));
    }

    async function request({ randomElection, definition, stranger }: AttestationSuite, value: bigint = FEE) {
      return randomElection.connect(stranger).requestSeed(definition, { value });
    }

    async function seededFixture(): Promise<AttestationSuite> {
      const suite = await suiteFixture();
      await request(suite);
      await answerRound(suite);
      return suite;
    }

    it("has no leader before its first seed", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { randomElection, definition, committee } = suite;

      expect(await leadersOf(suite, kinds.RandomElection(suite))).to.deep.equal([]);
      await expect(randomElection.leaderAt(definition, committee, 1_000n))
        .to.be.revertedWithCustomError(randomElection, "ElectionWithoutLeader")
        .withArgs(definition, committee, 1_000n);
    });

    it("takes the beacon's fee for a seed, from anybody and exactly", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { randomElection, escrow, beacon, definition, native } = suite;
      const credit = await escrow.creditOf(beacon, native);

      for (const value of [0n, FEE - 1n, FEE + 1n]) {
        await expect(request(suite, value))
          .to.be.revertedWithCustomError(randomElection, "ElectionWrongValue")
          .withArgs(value, FEE);
      }
      await expect(request(suite))
        .to.emit(randomElection, "SeedRequested")
        .withArgs(definition, await beacon.openRound());
      expect((await escrow.creditOf(beacon, native)) - credit).to.equal(FEE);
    });

    it("draws from the first epoch that begins after the answer, and not in the one under way", async () => {
      const suite = await networkHelpers.loadFixture(seededFixture);
      const { beacon, randomElection, definition, committee } = suite;
      const { answeredAt } = await beacon.roundOf(1n);
      const next = answeredAt / EPOCH + 1n;

      await expect(randomElection.leaderAt(definition, committee, next * EPOCH - 1n))
        .to.be.revertedWithCustomError(randomElection, "ElectionWithoutLeader")
        .withArgs(definition, committee, next * EPOCH - 1n);
      for (const epoch of [next, next + 1n, next + 7n]) {
        const drawn = await drawnBy(suite, 1n, epoch);
        expect(await randomElection.leaderAt(definition, committee, epoch * EPOCH)).to.equal(drawn);
      }
    });

    it("lets the drawn seat submit where it is enforced", async () => {
      const suite = await networkHelpers.loadFixture(seededFixture);
      const { center, attesters, definition, committee, randomElection } = suite;
      await enforce(suite, kinds.RandomElection(suite));
      const epoch = await reachEpoch(suite, 2n);
      const leader = await randomElection.leaderAt(definition, committee, epoch * EPOCH);

      const task = await prepareTask(suite, { performer: attesters[Number(leader)]! });
      await expect(send(suite, task)).to.emit(center, "TaskSubmitted");
    });

    it("favours nobody", async () => {
      const suite = await networkHelpers.loadFixture(seededFixture);
      const { randomElection, definition, committee } = suite;
      const start = (await nextBlock(suite)) / EPOCH + 1n;
      const counts = [0, 0, 0, 0];

      for (let index = 0; index < DRAWS; ++index) {
        const leader = await randomElection.leaderAt(definition, committee, (start + BigInt(index)) * EPOCH);
        counts[Number(leader)]! += 1;
      }

      for (const count of counts) expect(count).to.be.greaterThan(FEWEST);
    });

    it("refuses another seed before the last has served, and takes it then", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { randomElection, definition } = suite;
      const requestedAt = await nextBlock(suite);
      await request(suite);
      await answerRound(suite);
      const earliest = requestedAt + SEED_EPOCHS * EPOCH;

      await mineBefore(suite, earliest - 1n);
      await expect(request(suite))
        .to.be.revertedWithCustomError(randomElection, "ElectionSeedTooYoung")
        .withArgs(definition, earliest - 1n, earliest);
      await mineBefore(suite, earliest);
      await expect(request(suite)).to.emit(randomElection, "SeedRequested").withArgs(definition, 2n);
    });

    it("draws from the last seed while the next waits, and cannot lose it to a request that waits", async () => {
      const suite = await networkHelpers.loadFixture(seededFixture);
      const { randomElection, definition, committee } = suite;
      await reachEpoch(suite, SEED_EPOCHS + 1n);
      await request(suite);
      const requestedAt = (await nextBlock(suite)) - 1n;
      const later = await reachEpoch(suite, SEED_EPOCHS + 1n);

      await expect(request(suite))
        .to.be.revertedWithCustomError(randomElection, "ElectionSeedTooYoung")
        .withArgs(definition, later * EPOCH, requestedAt + SEED_EPOCHS * EPOCH);
      expect(await randomElection.leaderAt(definition, committee, (later + 1n) * EPOCH)).to.equal(
        await drawnBy(suite, 1n, later + 1n),
      );
    });

    it("draws from the next seed once it is answered, and from the last in epochs before", async () => {
      const suite = await networkHelpers.loadFixture(seededFixture);
      const { beacon, randomElection, definition, committee } = suite;
      await reachEpoch(suite, SEED_EPOCHS + 1n);
      await request(suite);
      await answerRound(suite);
      const { answeredAt } = await beacon.roundOf(2n);
      const epoch = answeredAt / EPOCH;

      expect(await randomElection.leaderAt(definition, committee, epoch * EPOCH)).to.equal(
        await drawnBy(suite, 1n, epoch),
      );
      expect(await randomElection.leaderAt(definition, committee, (epoch + 1n) * EPOCH)).to.equal(
        await drawnBy(suite, 2n, epoch + 1n),
      );
    });

    it("replaces a seed whose round is void, and keeps the one before", async () => {
      const suite = await networkHelpers.loadFixture(seededFixture);
      const { beacon, randomElection, definition, committee } = suite;
      await reachEpoch(suite, SEED_EPOCHS + 1n);
      await request(suite);
      await beacon.request();
      await networkHelpers.mine(roundTimeout + 1);

      expect(await beacon.isVoid(2n)).to.equal(true);
      await expect(request(suite)).to.emit(randomElection, "SeedRequested").withArgs(definition, 3n);
      const epoch = (await nextBlock(suite)) / EPOCH + 1n;
      expect(await randomElection.leaderAt(definition, committee, epoch * EPOCH)).to.equal(
        await drawnBy(suite, 1n, epoch),
      );
      await networkHelpers.mine(suiteDefaults.beacon.minBlocksBetweenRequests);
      await beacon.request();
      await answerRequest(suite);
      const { answeredAt } = await beacon.roundOf(3n);
      const next = answeredAt / EPOCH + 1n;
      expect(await randomElection.leaderAt(definition, committee, next * EPOCH)).to.equal(
        await drawnBy(suite, 3n, next),
      );
    });
  });

  describe("PriorityElection", () => {
    it("by stake: the most leads, and of equals the lowest seat", async () => {
      const suite = await networkHelpers.loadFixture(unequalFixture);
      const { stakeElection, definition, committee } = suite;
      await submit(suite);

      expect(await stakeElection.leaderAt(definition, committee, await nextBlock(suite))).to.equal(1n);
      expect(await leadersOf(suite, kinds["PriorityElection by stake"](suite))).to.deep.equal([1]);
    });

    it("passes the lead on with each epoch without a task, all round and back", async () => {
      const suite = await networkHelpers.loadFixture(unequalFixture);
      const { stakeElection, definition, committee } = suite;
      await reachEpoch(suite);
      await submit(suite);
      const last = ((await nextBlock(suite)) - 1n) / EPOCH;
      const line = [1n, 2n, 0n, 3n];

      for (let missed = 0n; missed < 9n; ++missed) {
        const block = (last + 1n + missed) * EPOCH;
        expect(await stakeElection.leaderAt(definition, committee, block)).to.equal(line[Number(missed % 4n)]);
      }
    });

    it("gives the lead back once a task comes", async () => {
      const suite = await networkHelpers.loadFixture(unequalFixture);
      const { center, attesters, stakeElection, definition, committee } = suite;
      await enforce(suite, kinds["PriorityElection by stake"](suite));
      await reachEpoch(suite);
      await submit(suite, { performer: attesters[1]! });
      const epoch = await reachEpoch(suite, 2n);

      const early = await prepareTask(suite, { performer: attesters[0]! });
      await expect(send(suite, early))
        .to.be.revertedWithCustomError(center, "AttestationNotElected")
        .withArgs(early.id, 0n);
      await submit(suite, { performer: attesters[2]! });
      expect(await stakeElection.leaderAt(definition, committee, (epoch + 1n) * EPOCH)).to.equal(1n);
    });

    it("counts epochs from when they were set, where no task came yet", async () => {
      const suite = await networkHelpers.loadFixture(unequalFixture);
      const { stakeElection, definition, committee } = suite;
      await reachEpoch(suite, 3n);
      await configure(suite, kinds["PriorityElection by stake"](suite));
      const { since } = await stakeElection.epochsOf(definition);
      const epoch = since / EPOCH;

      expect(await stakeElection.leaderAt(definition, committee, (epoch + 1n) * EPOCH)).to.equal(1n);
      expect(await stakeElection.leaderAt(definition, committee, (epoch + 2n) * EPOCH)).to.equal(2n);
    });

    it("lets whoever leads submit, and whoever led an epoch before, as leaderAt has it", async () => {
      const suite = await networkHelpers.loadFixture(unequalFixture);
      const { stakeElection, definition, committee } = suite;
      await submit(suite);

      for (let step = 0; step < 6; ++step) {
        const epoch = await enterEpoch(suite);
        const leaders = await Promise.all(
          [epoch - 1n, epoch].map((one) => stakeElection.leaderAt(definition, committee, one * EPOCH)),
        );
        const expected = [...new Set(leaders.map(Number))].toSorted((left, right) => left - right);
        expect(await leadersOf(suite, kinds["PriorityElection by stake"](suite))).to.deep.equal(expected);
      }
    });

    it("ranks eligible seats only, and none beyond the committee", async () => {
      const suite = await networkHelpers.loadFixture(unequalFixture);
      const { center, owner, stakeElection, definition, committee } = suite;
      await center.connect(owner).setTaskDefinitionRestrictedOperators(definition, [3n, 4n]);
      await submit(suite, { performer: suite.attesters[2]!, voters: suite.attesters.slice(2) });

      expect(await stakeElection.leaderAt(definition, committee, await nextBlock(suite))).to.equal(2n);
      expect(await stakeElection.isLeader(definition, committee, 1)).to.equal(false);
      expect(await stakeElection.isLeader(definition, committee, 200)).to.equal(false);
    });

    it("has no leader where nobody is eligible", async () => {
      const suite = await networkHelpers.loadFixture(unequalFixture);
      const { owner, stakeElection, committee } = suite;
      const definition = await createDefinition(suite, owner, { minimumVotingPower: 9n * STAKE });
      await configure({ ...suite, definition }, kinds["PriorityElection by stake"](suite));

      await expect(stakeElection.leaderAt(definition, committee, 500n))
        .to.be.revertedWithCustomError(stakeElection, "ElectionWithoutLeader")
        .withArgs(definition, committee, 500n);
      expect(await stakeElection.isLeader(definition, committee, 0)).to.equal(false);
    });

    it("by reputation: the best score leads, whatever the stake", async () => {
      const suite = await networkHelpers.loadFixture(unequalFixture);
      const { reputationElection, definition, committee, attesters } = suite;
      await submit(suite);
      const now = await nextBlock(suite);
      expect(await reputationElection.leaderAt(definition, committee, now)).to.equal(0n);

      await praise(suite, attesters[3]!);

      expect(await reputationElection.leaderAt(definition, committee, now)).to.equal(3n);
      expect(await leadersOf(suite, kinds["PriorityElection by reputation"](suite))).to.deep.equal([3]);
    });
  });

  describe("ConsensusElection", () => {
    const TYPES = {
      Term: [
        { name: "taskDefinitionId", type: "uint16" },
        { name: "term", type: "uint64" },
        { name: "committee", type: "uint64" },
        { name: "seat", type: "uint8" },
      ],
    };

    interface Agreement {
      readonly term: bigint;
      readonly seat?: number;
      readonly committee?: bigint;
      readonly definition?: bigint;
    }

    /** What the voters sign to agree on a leader, hashed here and not by the election. */
    function termDigest(suite: AttestationSuite, agreement: Agreement): string {
      const { deployment, committee, definition } = suite;
      const { chainId, addresses } = deployment;
      const verifyingContract = addresses.consensusElection;
      const domain = { name: "Muster ConsensusElection", version: "1", chainId, verifyingContract };
      const { definition: taskDefinitionId, ...term } = { seat: 2, committee, definition, ...agreement };
      return TypedDataEncoder.hash(domain, TYPES, { taskDefinitionId, ...term });
    }

    /** Records what voters agreed on, by default seat 2. */
    async function recordLeader(
      suite: AttestationSuite,
      agreement: Agreement,
      voters: readonly Attester[] = suite.attesters,
    ) {
      const { consensusElection, stranger } = suite;
      const digest = termDigest(suite, agreement);
      const signature = aggregateSignatures(voters.map(({ blsKey }) => blsSign(blsKey, digest)));
      const { seat = 2, committee = suite.committee, definition = suite.definition, term } = agreement;
      return consensusElection
        .connect(stranger)
        .recordLeader(definition, term, committee, seat, seatsOf(voters), signature);
    }

    it("hashes what nodes sign as TypeScript does", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { consensusElection, definition, committee } = suite;

      expect(await consensusElection.termDigestOf(definition, 7n, committee, 3)).to.equal(
        termDigest(suite, { term: 7n, seat: 3 }),
      );
    });

    it("records the leader of this term and of the next, and tells of it", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { consensusElection, definition, committee } = suite;
      const term = await reachEpoch(suite);

      await expect(recordLeader(suite, { term }))
        .to.emit(consensusElection, "LeaderRecorded")
        .withArgs(definition, term, committee, 2n, 0b1111n);
      await recordLeader(suite, { term: term + 1n, seat: 0 });

      expect(await consensusElection.leaderAt(definition, committee, term * EPOCH)).to.equal(2n);
      expect(await consensusElection.leaderAt(definition, committee, (term + 1n) * EPOCH)).to.equal(0n);
      expect(await leadersOf(suite, kinds.ConsensusElection(suite))).to.deep.equal([2]);
      await enterEpoch(suite);
      expect(await leadersOf(suite, kinds.ConsensusElection(suite))).to.deep.equal([0, 2]);
      await enterEpoch(suite);
      expect(await leadersOf(suite, kinds.ConsensusElection(suite))).to.deep.equal([0]);
    });

    it("refuses a term that is over, lies beyond the next, or has its leader", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { consensusElection, definition } = suite;
      const current = await reachEpoch(suite);
      await recordLeader(suite, { term: current });

      for (const term of [current - 1n, current, current + 2n]) {
        await expect(recordLeader(suite, { term, seat: 1 }))
          .to.be.revertedWithCustomError(consensusElection, "ElectionWrongTerm")
          .withArgs(definition, term, current);
      }
    });

    it("takes more than two thirds of the eligible power", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { consensusElection, center, owner, attesters, definition } = suite;
      await center.connect(owner).setTaskDefinitionRestrictedOperators(definition, [1n, 2n, 3n]);
      const term = await reachEpoch(suite);

      await expect(recordLeader(suite, { term }, attesters.slice(0, 2)))
        .to.be.revertedWithCustomError(consensusElection, "ElectionNoQuorum")
        .withArgs(definition, term, 2n * STAKE, 3n * STAKE);
      await expect(recordLeader(suite, { term }, attesters.slice(0, 3))).to.emit(consensusElection, "LeaderRecorded");
    });

    it("refuses signers and leaders that are not eligible", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { consensusElection, center, owner, attesters, definition } = suite;
      await center.connect(owner).setTaskDefinitionRestrictedOperators(definition, [1n, 2n, 3n]);
      const term = await reachEpoch(suite);

      await expect(recordLeader(suite, { term }))
        .to.be.revertedWithCustomError(consensusElection, "ElectionNoQuorum")
        .withArgs(definition, term, 4n * STAKE, 3n * STAKE);
      await expect(recordLeader(suite, { term, seat: 3 }, attesters.slice(0, 3)))
        .to.be.revertedWithCustomError(consensusElection, "ElectionNoQuorum")
        .withArgs(definition, term, 3n * STAKE, 3n * STAKE);
    });

    it("refuses voided signers and leaders", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { consensusElection, attesters, definition } = suite;
      await voidSeat(suite, attesters[3]!);
      const term = await reachEpoch(suite);

      await expect(recordLeader(suite, { term }))
        .to.be.revertedWithCustomError(consensusElection, "ElectionNoQuorum")
        .withArgs(definition, term, 4n * STAKE, 4n * STAKE);
      await expect(recordLeader(suite, { term, seat: 3 }, attesters.slice(0, 3)))
        .to.be.revertedWithCustomError(consensusElection, "ElectionNoQuorum")
        .withArgs(definition, term, 3n * STAKE, 4n * STAKE);
      await expect(recordLeader(suite, { term }, attesters.slice(0, 3))).to.emit(consensusElection, "LeaderRecorded");
    });

    it("refuses a dead committee, and one of another pool", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { consensusElection, center, registry, committees, attesters, definition } = suite;
      await registry.openPool({ ...poolTerms(await center.getAddress(), ethers), requiredKeys: 1 });
      const pool = Number(await registry.poolCount());
      for (const { signer } of attesters) await registry.connect(signer).joinPool(pool, "0x");
      await sealCommittee(suite, pool, attesters);
      const foreign = await committees.currentOf(pool);
      const term = await reachEpoch(suite);

      await expect(recordLeader(suite, { term, committee: foreign }))
        .to.be.revertedWithCustomError(consensusElection, "ElectionNoQuorum")
        .withArgs(definition, term, 4n * STAKE, 4n * STAKE);
      await networkHelpers.time.increase(suiteDefaults.committees.maxAge);
      await expect(recordLeader(suite, { term }))
        .to.be.revertedWithCustomError(consensusElection, "ElectionNoQuorum")
        .withArgs(definition, term, 4n * STAKE, 4n * STAKE);
    });

    it("takes signatures of this term, committee, seat and definition only", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { consensusElection, committees, attesters, definition, committee } = suite;
      const term = await reachEpoch(suite);
      const signed = termDigest(suite, { term: term + 1n });
      const signature = aggregateSignatures(attesters.map(({ blsKey }) => blsSign(blsKey, signed)));

      await expect(consensusElection.recordLeader(definition, term, committee, 2, 0b1111n, signature))
        .to.be.revertedWithCustomError(committees, "CommitteeBadSignature")
        .withArgs(committee, 0b1111n, termDigest(suite, { term }));
    });

    it("has no leader in a term, or of a committee, that nobody recorded", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { consensusElection, definition, committee } = suite;
      const term = await reachEpoch(suite);
      await recordLeader(suite, { term });
      const later = (term + 1n) * EPOCH;

      await expect(consensusElection.leaderAt(definition, committee, later))
        .to.be.revertedWithCustomError(consensusElection, "ElectionWithoutLeader")
        .withArgs(definition, committee, later);
      await expect(consensusElection.leaderAt(definition, committee + 1n, term * EPOCH))
        .to.be.revertedWithCustomError(consensusElection, "ElectionWithoutLeader")
        .withArgs(definition, committee + 1n, term * EPOCH);
    });

    it("lets the agreed leader submit where it is enforced", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, attesters } = suite;
      await enforce(suite, kinds.ConsensusElection(suite));
      const term = await reachEpoch(suite);
      await recordLeader(suite, { term });

      const other = await prepareTask(suite);
      await expect(send(suite, other))
        .to.be.revertedWithCustomError(center, "AttestationNotElected")
        .withArgs(other.id, 0n);
      await expect(send(suite, await prepareTask(suite, { performer: attesters[2]! }))).to.emit(
        center,
        "TaskSubmitted",
      );
    });
  });
});

/** Lets an approved market tell of a success of an operator. */
async function praise(
  { registry, reputation, governor, stranger, native }: AttestationSuite,
  { operator, signer }: Attester,
) {
  await registry.setMarket(governor, true);
  await reputation.connect(governor).record(operator, signer, stranger, native, STAKE, true);
}
