import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { Contract, MaxUint256, parseEther, type Result, toBeHex, ZeroAddress, ZeroHash, zeroPadValue } from "ethers";
import { network } from "hardhat";

import { suiteDefaults } from "../../../scripts/deploy/suiteSettings.ts";
import { DefinitionRules__factory } from "../../../typechain-types/index.ts";
import {
  agreeOnTerms,
  type AttestationSuite,
  claim,
  createDefinition,
  definitionParams,
  deployAttestation,
  passDisputePeriod,
  prepareTask,
  sealCommittee,
  seatAttester,
  send,
  STATUS,
  submit,
} from "../../helpers/attestation.ts";
import { defaults } from "../../helpers/defaults.ts";
import { deployToken, nextBlock } from "../../helpers/dispatchMoves.ts";
import { poolTerms } from "../../helpers/suite.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const DEPOSIT = suiteDefaults.attestation.definitionDeposit;
const DEPOSIT_PERIOD = 30n * 86_400n;
const MAX_DISPUTE_BLOCKS = 25_200n;
const MAX_UINT96 = 2n ** 96n - 1n;
const MAX_UINT40 = 2n ** 40n - 1n;
const MAX_HOOK_GAS = 1_000_000n;
const MAX_IDS = 2n ** 16n - 1n;
const MAX_RESTRICTED = 256n;
const UNKNOWN = 99n;
const ONE_STAKE = defaults.stake;

async function suiteFixture(): Promise<AttestationSuite> {
  return deployAttestation(connection);
}

/** One seat has twice the stake of the others. */
async function unequalFixture(): Promise<AttestationSuite> {
  return deployAttestation(connection, { stakes: [ONE_STAKE, ONE_STAKE, 2n * ONE_STAKE] });
}

/** The center's errors, of which most are thrown by the library behind it. */
function errorsOf({ center }: AttestationSuite): Contract {
  return DefinitionRules__factory.connect(String(center.target)) as unknown as Contract;
}

/** A pool of the center beside the default one, in which the same attesters sit; sealed. */
async function openOtherPool(suite: AttestationSuite, changes: object = {}, isSealed = true): Promise<number> {
  const { registry, center, attesters } = suite;
  const terms = poolTerms(await center.getAddress(), ethers);
  await registry.openPool({ ...terms, seatLimit: 256, maxSlashBps: 5_000, requiredKeys: 1, ...changes });
  const pool = Number(await registry.poolCount());
  for (const { signer } of attesters) await registry.connect(signer).joinPool(pool, "0x");
  if (isSealed) await sealCommittee(suite, pool, attesters);
  return pool;
}

async function timestamp(): Promise<bigint> {
  return BigInt(await networkHelpers.time.latest());
}

describe("AttestationCenter: task definitions", () => {
  describe("createNewTaskDefinition", () => {
    describe("when it is called with the ABI string that its users know", () => {
      const ABI = [
        "function createNewTaskDefinition(string,(uint256,uint256,uint256,uint256,uint256,uint256,uint256[])) external",
      ];
      const VALUES = [MaxUint256, parseEther("0.01"), parseEther("0.1"), parseEther("0.005"), 0, 0, []];

      it("has the selector of that string", async () => {
        const { center } = await networkHelpers.loadFixture(suiteFixture);

        expect(center.interface.getFunction("createNewTaskDefinition").selector).to.equal("0x0c62bf0d");
        expect(new Contract(ZeroAddress, ABI).interface.getFunction("createNewTaskDefinition")!.selector).to.equal(
          "0x0c62bf0d",
        );
      });

      it("creates the definition, and takes its deposit from credit", async () => {
        const suite = await networkHelpers.loadFixture(suiteFixture);
        const { center, escrow, owner, native } = suite;
        const credit = await escrow.creditOf(owner, native);
        const attestationCenter = new Contract(await center.getAddress(), ABI, owner);

        const tx = await attestationCenter.getFunction("createNewTaskDefinition")("Example Task", VALUES);
        await tx.wait();

        const created = await center.taskDefinitionOf(2n);
        expect(await center.numOfTaskDefinitions()).to.equal(2n);
        expect(created.owner).to.equal(owner.address);
        expect([created.blockExpiry, created.disputePeriodBlocks]).to.deep.equal([MAX_UINT40, 0n]);
        expect([created.attesterFee, created.performerFee, created.aggregatorFee]).to.deep.equal([
          parseEther("0.01"),
          parseEther("0.1"),
          parseEther("0.005"),
        ]);
        expect([created.minimumVotingPower, created.isRestricted]).to.deep.equal([0n, false]);
        expect(credit - (await escrow.creditOf(owner, native))).to.equal(DEPOSIT);
      });
    });

    it("stores every parameter, and what the definition starts with", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, stranger, pool } = suite;
      const given = {
        blockExpiry: 5_000n,
        baseRewardFeeForAttesters: 11n,
        baseRewardFeeForPerformer: 12n,
        baseRewardFeeForAggregator: 13n,
        disputePeriodBlocks: 14n,
        minimumVotingPower: 15n,
        restrictedOperatorIndexes: [2n, 4n],
      };

      const id = await createDefinition(suite, stranger, given);

      expect(id).to.equal(2n);
      const stored = (await center.taskDefinitionOf(id)) as unknown as Result;
      expect(stored.toObject()).to.deep.equal({
        owner: stranger.address,
        blockExpiry: 5_000n,
        disputePeriodBlocks: 14n,
        pool: BigInt(pool),
        attesterFee: 11n,
        performerFee: 12n,
        minimumAttesters: 0n,
        approveBps: 0n,
        restrictionEpoch: 1n,
        aggregatorFee: 13n,
        minimumVotingPower: 15n,
        depositedAt: await timestamp(),
        isRestricted: true,
        hasHook: false,
        hasElection: false,
        funds: 0n,
        lastTaskBlock: 0n,
        termsVersion: 0n,
        hookGasLimit: 0n,
        currency: ZeroAddress,
        hook: ZeroAddress,
        election: ZeroAddress,
      });
      expect(await center.getTaskDefinitionMinimumVotingPower(id)).to.equal(15n);
      expect(await center.getTaskDefinitionRestrictedOperators(id)).to.deep.equal([2n, 4n]);
    });

    it("tells of it with all parameters", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, stranger } = suite;
      const { restrictedOperatorIndexes, ...rest } = definitionParams({ restrictedOperatorIndexes: [1n] });
      const params = { ...rest, restrictedOperatorIndexes: [...restrictedOperatorIndexes] };

      await expect(center.connect(stranger).createNewTaskDefinition("prices", params, { value: DEPOSIT }))
        .to.emit(center, "TaskDefinitionCreated")
        .withArgs(2n, stranger.address, "prices", [...Object.values(rest), [1n]]);
    });

    it("holds the attached deposit, and no other amount", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, escrow, stranger, native } = suite;
      const held = await escrow.heldBy(center, native);
      const params = { ...definitionParams(), restrictedOperatorIndexes: [] };
      const create = (value: bigint) => center.connect(stranger).createNewTaskDefinition("prices", params, { value });

      await create(DEPOSIT);

      expect((await escrow.heldBy(center, native)) - held).to.equal(DEPOSIT);
      for (const value of [DEPOSIT - 1n, DEPOSIT + 1n]) {
        await expect(create(value))
          .to.be.revertedWithCustomError(center, "TaskDefinitionWrongValue")
          .withArgs(value, DEPOSIT);
      }
    });

    it("refuses to take the deposit from credit that nobody gave it", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, escrow, stranger } = suite;
      const params = { ...definitionParams(), restrictedOperatorIndexes: [] };

      await expect(center.connect(stranger).createNewTaskDefinition("prices", params))
        .to.be.revertedWithCustomError(escrow, "EscrowMarketNotApproved")
        .withArgs(stranger.address, await center.getAddress());
    });

    it("refuses an expiry that has come", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const block = await nextBlock(suite);

      await expect(createDefinition(suite, suite.owner, { blockExpiry: block }))
        .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionExpired")
        .withArgs(2n, block, block);
      const later = (await nextBlock(suite)) + 1n;
      expect(await createDefinition(suite, suite.owner, { blockExpiry: later })).to.equal(2n);
    });

    const limits = [
      ["disputePeriodBlocks", MAX_DISPUTE_BLOCKS],
      ["baseRewardFeeForAttesters", MAX_UINT96],
      ["baseRewardFeeForPerformer", MAX_UINT96],
      ["baseRewardFeeForAggregator", MAX_UINT96],
      ["minimumVotingPower", MAX_UINT96],
    ] as const;
    for (const [field, limit] of limits) {
      it(`takes a ${field} of its limit, and nothing above`, async () => {
        const suite = await networkHelpers.loadFixture(suiteFixture);

        await expect(createDefinition(suite, suite.owner, { [field]: limit + 1n }))
          .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionOutOfRange")
          .withArgs(limit + 1n, limit);
        expect(await createDefinition(suite, suite.owner, { [field]: limit })).to.equal(2n);
      });
    }

    it("takes restricted operators in ascending order only, and known ones", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const cases = [
        { indexes: [2n, 1n], values: [2n, 1n] },
        { indexes: [1n, 1n], values: [1n, 1n] },
        { indexes: [0n], values: [0n, 0n] },
        { indexes: [4n, 5n], values: [4n, 5n] },
      ];

      for (const { indexes, values } of cases) {
        await expect(createDefinition(suite, suite.owner, { restrictedOperatorIndexes: indexes }))
          .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionBadOperators")
          .withArgs(...values);
      }
      const all = [1n, 2n, 3n, 4n];
      const id = await createDefinition(suite, suite.owner, { restrictedOperatorIndexes: all });
      expect(await suite.center.getTaskDefinitionRestrictedOperators(id)).to.deep.equal(all);
    });

    it("takes at most as many restricted operators as a committee has seats", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const indexes = Array.from({ length: Number(MAX_RESTRICTED) + 1 }, (_, index) => BigInt(index + 1));

      await expect(createDefinition(suite, suite.owner, { restrictedOperatorIndexes: indexes }))
        .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionOutOfRange")
        .withArgs(MAX_RESTRICTED + 1n, MAX_RESTRICTED);
    });

    it("gives the last id, and none beyond it", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      await setDefinitionCount(suite, MAX_IDS - 1n);

      expect(await createDefinition(suite, suite.owner)).to.equal(MAX_IDS);
      await expect(createDefinition(suite, suite.owner))
        .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionIdsExhausted")
        .withArgs();
    });
  });

  describe("given somebody who does not own the definition", () => {
    const setters: Record<string, (suite: AttestationSuite, by: HardhatEthersSigner) => Promise<unknown>> = {
      setTaskDefinitionMinVotingPower: ({ center, definition }, by) =>
        center.connect(by).setTaskDefinitionMinVotingPower(definition, 1n),
      setTaskDefinitionRestrictedOperators: ({ center, definition }, by) =>
        center.connect(by).setTaskDefinitionRestrictedOperators(definition, [1n]),
      setTaskDefinitionPool: ({ center, definition, pool }, by) =>
        center.connect(by).setTaskDefinitionPool(definition, pool),
      setTaskDefinitionQuorum: ({ center, definition }, by) =>
        center.connect(by).setTaskDefinitionQuorum(definition, 1, 0),
      setTaskDefinitionCurrency: ({ center, definition }, by) =>
        center.connect(by).setTaskDefinitionCurrency(definition, by.address),
      setTaskDefinitionHook: ({ center, definition }, by) =>
        center.connect(by).setTaskDefinitionHook(definition, by.address, 1),
      setTaskDefinitionElection: ({ center, definition }, by) =>
        center.connect(by).setTaskDefinitionElection(definition, by.address),
      setTaskDefinitionSlashing: ({ center, definition }, by) =>
        center.connect(by).setTaskDefinitionSlashing(definition, defaults.slashingTerms),
      defundTaskDefinition: ({ center, definition }, by) => center.connect(by).defundTaskDefinition(definition, 1n),
      retireTaskDefinition: ({ center, definition }, by) => center.connect(by).retireTaskDefinition(definition),
    };

    for (const [name, call] of Object.entries(setters)) {
      it(`refuses ${name}`, async () => {
        const suite = await networkHelpers.loadFixture(suiteFixture);

        await expect(call(suite, suite.stranger))
          .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionNotOwner")
          .withArgs(suite.definition, suite.stranger.address);
        await expect(call({ ...suite, definition: UNKNOWN }, suite.owner))
          .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionNotFound")
          .withArgs(UNKNOWN);
      });
    }

    it("knows nothing of a definition that was never created", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center } = suite;
      const questions = [
        () => center.taskDefinitionOf(UNKNOWN),
        () => center.getTaskDefinitionMinimumVotingPower(UNKNOWN),
        () => center.getTaskDefinitionRestrictedOperators(UNKNOWN),
        () => center.fundTaskDefinition(UNKNOWN, 1n, { value: 1n }),
        () => center.connect(suite.attesters[0]!.signer).acceptTerms(UNKNOWN, ZeroHash),
      ];

      for (const ask of questions) {
        await expect(ask()).to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionNotFound").withArgs(UNKNOWN);
      }
    });
  });

  describe("setTaskDefinitionMinVotingPower", () => {
    it("sets it, tells of it, and it is in force at once", async () => {
      const suite = await networkHelpers.loadFixture(unequalFixture);
      const { center, owner, definition, committee, attesters } = suite;

      await expect(center.connect(owner).setTaskDefinitionMinVotingPower(definition, ONE_STAKE + 1n))
        .to.emit(center, "MinimumVotingPowerSet")
        .withArgs(definition, 0n, ONE_STAKE + 1n);

      expect(await center.getTaskDefinitionMinimumVotingPower(definition)).to.equal(ONE_STAKE + 1n);
      expect(await center.eligibilityOf(definition, committee)).to.deep.equal([0b100n, 2n * ONE_STAKE]);
      const [, , whale] = attesters;
      await submit(suite, { performer: whale!, aggregator: whale!, voters: [whale!] });
    });

    it("refuses what would leave nobody eligible, and takes the most that leaves somebody", async () => {
      const suite = await networkHelpers.loadFixture(unequalFixture);
      const { center, owner, definition, committee } = suite;
      const set = (power: bigint) => center.connect(owner).setTaskDefinitionMinVotingPower(definition, power);

      await expect(set(2n * ONE_STAKE + 1n))
        .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionNobodyEligible")
        .withArgs(definition, committee);
      await expect(set(2n * ONE_STAKE)).to.emit(center, "MinimumVotingPowerSet");
      await expect(set(MAX_UINT96 + 1n))
        .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionOutOfRange")
        .withArgs(MAX_UINT96 + 1n, MAX_UINT96);
    });

    it("refuses what would leave fewer eligible than must sign", async () => {
      const suite = await networkHelpers.loadFixture(unequalFixture);
      const { center, owner, definition, committee } = suite;
      await center.connect(owner).setTaskDefinitionQuorum(definition, 2, 0);

      await expect(center.connect(owner).setTaskDefinitionMinVotingPower(definition, ONE_STAKE + 1n))
        .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionNobodyEligible")
        .withArgs(definition, committee);
    });
  });

  describe("setTaskDefinitionRestrictedOperators", () => {
    it("replaces the set, and an empty one lets everybody", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition, committee } = suite;
      const set = (indexes: bigint[]) =>
        center.connect(owner).setTaskDefinitionRestrictedOperators(definition, indexes);

      await expect(set([1n, 3n]))
        .to.emit(center, "RestrictedOperatorsSet")
        .withArgs(definition, [1n, 3n]);
      expect(await center.eligibilityOf(definition, committee)).to.deep.equal([0b0101n, 2n * ONE_STAKE]);
      await set([2n]);
      expect(await center.getTaskDefinitionRestrictedOperators(definition)).to.deep.equal([2n]);
      expect(await center.eligibilityOf(definition, committee)).to.deep.equal([0b0010n, ONE_STAKE]);
      await set([]);
      expect(await center.getTaskDefinitionRestrictedOperators(definition)).to.deep.equal([]);
      expect(await center.eligibilityOf(definition, committee)).to.deep.equal([0b1111n, 4n * ONE_STAKE]);
    });

    it("refuses a set of which nobody sits in the committee", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition, committee, stranger, registry } = suite;
      await registry.connect(stranger).register([], stranger, "");

      await expect(center.connect(owner).setTaskDefinitionRestrictedOperators(definition, [5n]))
        .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionNobodyEligible")
        .withArgs(definition, committee);
    });

    it("asks nobody where no committee was sealed yet", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition, stranger, registry } = suite;
      const pool = await openOtherPool(suite, {}, false);
      await center.connect(owner).setTaskDefinitionPool(definition, pool);
      await registry.connect(stranger).register([], stranger, "");

      await expect(center.connect(owner).setTaskDefinitionRestrictedOperators(definition, [5n])).to.emit(
        center,
        "RestrictedOperatorsSet",
      );
      await expect(center.connect(owner).setTaskDefinitionQuorum(definition, 256, 0)).to.emit(center, "QuorumSet");
    });
  });

  describe("setTaskDefinitionPool", () => {
    it("takes operators from another pool of the center", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition, committees } = suite;
      const pool = await openOtherPool(suite);

      await expect(center.connect(owner).setTaskDefinitionPool(definition, pool))
        .to.emit(center, "DefinitionPoolSet")
        .withArgs(definition, suite.pool, pool);

      const committee = await committees.currentOf(pool);
      await expect(send(suite, await prepareTask(suite)))
        .to.be.revertedWithCustomError(center, "AttestationWrongCommittee")
        .withArgs(definition, suite.committee);
      await expect(send(suite, await prepareTask(suite, { committee }))).to.emit(center, "TaskSubmitted");
    });

    it("refuses a pool of another market, and one that does not exist", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition, registry, stranger } = suite;
      await registry.openPool(poolTerms(stranger.address, ethers));
      const pool = await registry.poolCount();

      for (const wrong of [pool, pool + 1n]) {
        await expect(center.connect(owner).setTaskDefinitionPool(definition, wrong))
          .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionWrongPool")
          .withArgs(definition, wrong);
      }
    });

    it("refuses a pool that may outgrow a committee, and one whose members need no key to vote with", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition, registry } = suite;
      const terms = poolTerms(await center.getAddress(), ethers);
      const openPool = async (seatLimit: number, requiredKeys: number) => {
        await registry.openPool({ ...terms, seatLimit, requiredKeys });
        return registry.poolCount();
      };

      const fit = await openPool(256, 1);
      await expect(center.connect(owner).setTaskDefinitionPool(definition, fit)).to.emit(center, "DefinitionPoolSet");
      for (const [seatLimit, requiredKeys] of [[257, 1] as const, [256, 2] as const]) {
        const pool = await openPool(seatLimit, requiredKeys);
        await expect(center.connect(owner).setTaskDefinitionPool(definition, pool))
          .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionUnsealablePool")
          .withArgs(definition, pool, seatLimit, requiredKeys);
      }
    });

    it("refuses a pool of whose committee nobody is eligible", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition, committees } = suite;
      await center.connect(owner).setTaskDefinitionRestrictedOperators(definition, [1n]);
      const any = poolTerms(await center.getAddress(), ethers);
      const terms = { ...any, seatLimit: 256, maxSlashBps: 5_000, requiredKeys: 1 };
      await suite.registry.openPool(terms);
      const pool = Number(await suite.registry.poolCount());
      const [, second] = suite.attesters;
      await suite.registry.connect(second!.signer).joinPool(pool, "0x");
      await sealCommittee(suite, pool, [second!]);

      await expect(center.connect(owner).setTaskDefinitionPool(definition, pool))
        .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionNobodyEligible")
        .withArgs(definition, await committees.currentOf(pool));
    });

    it("refuses a pool that allows less than the slashing terms cost", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition } = suite;
      await agreeOnTerms(suite, []);
      const share = defaults.slashingTerms.rejectedPerformerBps;
      const strict = await openOtherPool(suite, { maxSlashBps: share - 1n });
      const exact = await openOtherPool(suite, { maxSlashBps: share });

      await expect(center.connect(owner).setTaskDefinitionPool(definition, strict))
        .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionBadTerms")
        .withArgs(definition, share, share - 1n);
      await expect(center.connect(owner).setTaskDefinitionPool(definition, exact)).to.emit(center, "DefinitionPoolSet");
    });
  });

  describe("setTaskDefinitionQuorum", () => {
    it("raises the number of attesters", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition, attesters } = suite;

      await expect(center.connect(owner).setTaskDefinitionQuorum(definition, 4, 0))
        .to.emit(center, "QuorumSet")
        .withArgs(definition, 4n, 0n);

      const three = await prepareTask(suite, { voters: attesters.slice(0, 3) });
      await expect(send(suite, three))
        .to.be.revertedWithCustomError(center, "AttestationTooFewAttesters")
        .withArgs(three.id, 3n, 4n);
      await expect(send(suite, await prepareTask(suite))).to.emit(center, "TaskSubmitted");
    });

    it("raises the share of the power", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition, attesters } = suite;
      await center.connect(owner).setTaskDefinitionQuorum(definition, 0, 7_500);

      const three = await prepareTask(suite, { voters: attesters.slice(0, 3) });
      await expect(send(suite, three))
        .to.be.revertedWithCustomError(center, "AttestationQuorumMissing")
        .withArgs(three.id, 3n * ONE_STAKE, 4n * ONE_STAKE);
      await expect(send(suite, await prepareTask(suite))).to.emit(center, "TaskSubmitted");
    });

    it("takes shares above two thirds only, and below all", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition } = suite;
      const set = (share: number) => center.connect(owner).setTaskDefinitionQuorum(definition, 0, share);

      for (const share of [1, 6_666, 10_000]) {
        await expect(set(share))
          .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionBadQuorum")
          .withArgs(definition, 0n, share);
      }
      await expect(set(6_667)).to.emit(center, "QuorumSet");
      await expect(set(9_999)).to.emit(center, "QuorumSet");
    });

    it("lowers neither again", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition } = suite;
      const set = (attesters: number, share: number) =>
        center.connect(owner).setTaskDefinitionQuorum(definition, attesters, share);
      await set(2, 8_000);

      for (const [attesters, share] of [
        [1, 8_000],
        [2, 7_999],
        [2, 0],
      ] as const) {
        await expect(set(attesters, share))
          .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionBadQuorum")
          .withArgs(definition, attesters, share);
      }
      await expect(set(3, 8_001)).to.emit(center, "QuorumSet");
    });

    it("refuses more attesters than are eligible, since nothing lowers it again", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition } = suite;
      await center.connect(owner).setTaskDefinitionRestrictedOperators(definition, [1n, 2n, 3n]);

      await expect(center.connect(owner).setTaskDefinitionQuorum(definition, 4, 0))
        .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionBadQuorum")
        .withArgs(definition, 4n, 0n);
      await expect(center.connect(owner).setTaskDefinitionQuorum(definition, 3, 0)).to.emit(center, "QuorumSet");
    });
  });

  describe("money", () => {
    it("is added by anybody, attached or from credit", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, escrow, stranger, owner, definition, native } = suite;
      const held = await escrow.heldBy(center, native);

      await expect(center.connect(stranger).fundTaskDefinition(definition, 7n, { value: 7n }))
        .to.emit(center, "TaskDefinitionFunded")
        .withArgs(definition, stranger.address, 7n);
      await center.connect(owner).fundTaskDefinition(definition, 5n);

      expect((await center.taskDefinitionOf(definition)).funds).to.equal(defaults.definitionFunds + 12n);
      expect((await escrow.heldBy(center, native)) - held).to.equal(12n);
    });

    it("refuses native coin of another amount", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, definition } = suite;

      await expect(center.fundTaskDefinition(definition, 7n, { value: 8n }))
        .to.be.revertedWithCustomError(center, "TaskDefinitionWrongValue")
        .withArgs(8n, 7n);
    });

    it("is taken back by the owner, as credit, down to nothing", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, escrow, owner, definition, native } = suite;
      const credit = await escrow.creditOf(owner, native);
      const { definitionFunds } = defaults;

      await expect(center.connect(owner).defundTaskDefinition(definition, definitionFunds + 1n))
        .to.be.revertedWithCustomError(center, "TaskDefinitionUnderfunded")
        .withArgs(definition, definitionFunds + 1n, definitionFunds);
      await expect(center.connect(owner).defundTaskDefinition(definition, definitionFunds))
        .to.emit(center, "TaskDefinitionDefunded")
        .withArgs(definition, owner.address, definitionFunds);

      expect((await escrow.creditOf(owner, native)) - credit).to.equal(definitionFunds);
      expect((await center.taskDefinitionOf(definition)).funds).to.equal(0n);
    });

    it("cannot be taken back once a task is owed it", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition } = suite;
      await submit(suite);
      const { funds } = await center.taskDefinitionOf(definition);

      await expect(center.connect(owner).defundTaskDefinition(definition, funds + 1n))
        .to.be.revertedWithCustomError(center, "TaskDefinitionUnderfunded")
        .withArgs(definition, funds + 1n, funds);
    });

    it("may be a token, chosen before the first task; what had come goes back to the owner", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, escrow, owner, definition, native } = suite;
      const token = await (await deployToken(suite)).getAddress();
      const credit = await escrow.creditOf(owner, native);

      await expect(center.connect(owner).setTaskDefinitionCurrency(definition, token))
        .to.emit(center, "RewardCurrencySet")
        .withArgs(definition, native, token);

      expect((await escrow.creditOf(owner, native)) - credit).to.equal(defaults.definitionFunds);
      expect((await center.taskDefinitionOf(definition)).funds).to.equal(0n);
      await expect(center.connect(owner).fundTaskDefinition(definition, 7n, { value: 7n }))
        .to.be.revertedWithCustomError(center, "TaskDefinitionWrongValue")
        .withArgs(7n, 0n);
      await center.connect(owner).fundTaskDefinition(definition, 7n);
      expect(await escrow.heldBy(center, token)).to.equal(7n);
    });

    it("keeps its currency from the first task on", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition, native, stranger } = suite;
      await submit(suite);

      await expect(center.connect(owner).setTaskDefinitionCurrency(definition, stranger.address))
        .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionCurrencyFixed")
        .withArgs(definition, native);
    });
  });

  describe("setTaskDefinitionHook", () => {
    it("sets hook and gas, and the zero address removes it", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition, stranger } = suite;
      const set = (hook: string, gas: bigint) => center.connect(owner).setTaskDefinitionHook(definition, hook, gas);

      await expect(set(stranger.address, MAX_HOOK_GAS))
        .to.emit(center, "HookSet")
        .withArgs(definition, ZeroAddress, stranger.address, MAX_HOOK_GAS);
      const { hook, hasHook, hookGasLimit } = await center.taskDefinitionOf(definition);
      expect([hook, hasHook, hookGasLimit]).to.deep.equal([stranger.address, true, MAX_HOOK_GAS]);
      await set(ZeroAddress, 0n);
      expect((await center.taskDefinitionOf(definition)).hasHook).to.equal(false);
      await expect(set(stranger.address, MAX_HOOK_GAS + 1n))
        .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionOutOfRange")
        .withArgs(MAX_HOOK_GAS + 1n, MAX_HOOK_GAS);
    });
  });

  describe("setTaskDefinitionElection", () => {
    it("sets it, and the zero address enforces none", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition, stranger } = suite;
      const set = (election: string) => center.connect(owner).setTaskDefinitionElection(definition, election);

      await expect(set(stranger.address))
        .to.emit(center, "ElectionSet")
        .withArgs(definition, ZeroAddress, stranger.address);
      expect((await center.taskDefinitionOf(definition)).hasElection).to.equal(true);
      await expect(set(ZeroAddress)).to.emit(center, "ElectionSet").withArgs(definition, stranger.address, ZeroAddress);
      expect((await center.taskDefinitionOf(definition)).hasElection).to.equal(false);
    });
  });

  describe("slashing terms", () => {
    it("are set in versions, each with a hash of chain, center, definition and terms", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition, deployment } = suite;
      const terms = defaults.slashingTerms;
      const coder = ethers.AbiCoder.defaultAbiCoder();
      const termsHash = ethers.keccak256(
        coder.encode(
          ["uint256", "address", "uint16", "tuple(uint16,uint16,uint16,uint16,bool)"],
          [deployment.chainId, deployment.addresses.center, definition, Object.values(terms)],
        ),
      );

      await expect(center.connect(owner).setTaskDefinitionSlashing(definition, terms))
        .to.emit(center, "SlashingTermsSet")
        .withArgs(definition, 1n, Object.values(terms), termsHash);

      expect(await center.slashingTermsOf(definition, 1)).to.deep.equal([Object.values(terms), termsHash]);
      expect((await center.taskDefinitionOf(definition)).termsVersion).to.equal(1n);
    });

    const shares = ["doubleAttestationBps", "incorrectAttestationBps", "rejectedPerformerBps"] as const;
    for (const field of shares) {
      it(`cost at most what the pool declared: ${field}`, async () => {
        const suite = await networkHelpers.loadFixture(suiteFixture);
        const { center, owner, definition } = suite;
        const limit = BigInt(suiteDefaults.attestationPool.maxSlashBps);
        const set = (share: bigint) =>
          center.connect(owner).setTaskDefinitionSlashing(definition, { ...defaults.slashingTerms, [field]: share });

        await expect(set(limit + 1n))
          .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionBadTerms")
          .withArgs(definition, limit + 1n, limit);
        await expect(set(limit)).to.emit(center, "SlashingTermsSet");
      });
    }

    it("pay a reporter less than half", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition } = suite;
      const set = (reporterBps: bigint) =>
        center.connect(owner).setTaskDefinitionSlashing(definition, { ...defaults.slashingTerms, reporterBps });

      await expect(set(5_000n))
        .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionBadTerms")
        .withArgs(definition, 5_000n, 4_999n);
      await expect(set(4_999n)).to.emit(center, "SlashingTermsSet");
    });

    it("are accepted by an operator, by hash", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, attesters, definition } = suite;
      const { signer, operator } = attesters[0]!;
      const termsHash = await agreeOnTerms(suite, []);

      await expect(center.connect(signer).acceptTerms(definition, termsHash))
        .to.emit(center, "TermsAccepted")
        .withArgs(definition, operator, termsHash);

      expect(await center.hasAccepted(operator, termsHash)).to.equal(true);
      expect(await center.hasAccepted(attesters[1]!.operator, termsHash)).to.equal(false);
    });

    it("cannot be swapped under an operator that accepts them", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, attesters, definition } = suite;
      const mild = await agreeOnTerms(suite, []);
      const harsh = await agreeOnTerms(suite, [], { doubleAttestationBps: 5_000n });

      await expect(center.connect(attesters[0]!.signer).acceptTerms(definition, mild))
        .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionWrongTerms")
        .withArgs(definition, mild, harsh);
    });

    it("are accepted by operators only", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, stranger, definition } = suite;
      const termsHash = await agreeOnTerms(suite, []);

      await expect(center.connect(stranger).acceptTerms(definition, termsHash))
        .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionNotOperator")
        .withArgs(stranger.address);
    });
  });

  describe("retireTaskDefinition", () => {
    it("returns the deposit from the thirtieth day on, once", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, escrow, owner, definition, native } = suite;
      const unlocksAt = (await center.taskDefinitionOf(definition)).depositedAt + DEPOSIT_PERIOD;
      const credit = await escrow.creditOf(owner, native);
      const retire = () => center.connect(owner).retireTaskDefinition(definition);

      await networkHelpers.time.setNextBlockTimestamp(unlocksAt - 1n);
      await expect(retire())
        .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionDepositLocked")
        .withArgs(definition, unlocksAt);
      await networkHelpers.time.setNextBlockTimestamp(unlocksAt);
      await expect(retire()).to.emit(center, "TaskDefinitionRetired").withArgs(definition, DEPOSIT);

      expect((await escrow.creditOf(owner, native)) - credit).to.equal(DEPOSIT);
      await expect(retire())
        .to.be.revertedWithCustomError(errorsOf(suite), "TaskDefinitionDepositLocked")
        .withArgs(definition, MaxUint256);
    });

    it("takes no more tasks, and lets those that are there go on", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, escrow, owner, definition, attesters, native } = suite;
      await networkHelpers.time.increase(DEPOSIT_PERIOD);
      await sealAgain(suite);
      const committee = await suite.committees.currentOf(suite.pool);
      const task = await submit(suite, { committee });
      await center.connect(owner).retireTaskDefinition(definition);
      const { blockExpiry } = await center.taskDefinitionOf(definition);

      const late = await prepareTask(suite, { committee });
      await expect(send(suite, late))
        .to.be.revertedWithCustomError(center, "TaskDefinitionExpired")
        .withArgs(definition, blockExpiry, await nextBlock(suite));
      await passDisputePeriod(suite, task);
      await claim(suite, attesters[2]!, [task]);
      expect(await escrow.creditOf(attesters[2]!.signer, native)).to.equal(defaults.attesterFee);
      const { funds } = await center.taskDefinitionOf(definition);
      await expect(center.connect(owner).defundTaskDefinition(definition, funds)).to.emit(
        center,
        "TaskDefinitionDefunded",
      );
    });
  });

  describe("eligibilityOf", () => {
    it("is of the committee at hand: whoever joins later counts from its next committee on", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition, committee, pool, attesters } = suite;
      await center.connect(owner).setTaskDefinitionMinVotingPower(definition, ONE_STAKE);
      const signer = (await ethers.getSigners()).at(-1)!;
      const newcomer = await seatAttester(suite, signer, pool, ONE_STAKE);
      const next = await sealCommittee(suite, pool, [...attesters, newcomer]);

      expect(await center.eligibilityOf(definition, committee)).to.deep.equal([0b01111n, 4n * ONE_STAKE]);
      expect(await center.eligibilityOf(definition, next)).to.deep.equal([0b11111n, 5n * ONE_STAKE]);
    });

    it("follows each setter at once, also for a committee that was used before", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition, attesters } = suite;
      const set = (indexes: bigint[]) =>
        center.connect(owner).setTaskDefinitionRestrictedOperators(definition, indexes);
      const [first, second] = attesters;
      const byFirst = { performer: first!, aggregator: first!, voters: [first!] };
      const bySecond = { performer: second!, aggregator: second!, voters: [second!] };

      await set([1n]);
      await submit(suite, byFirst);
      await set([2n]);
      await submit(suite, bySecond);
      await expect(send(suite, await prepareTask(suite, byFirst)))
        .to.be.revertedWithCustomError(center, "InvalidRestrictedOperator")
        .withArgs(definition, 1n);
      await set([1n]);
      const last = await submit(suite, byFirst);

      expect(await center.statusOf(last.id)).to.equal(STATUS.Approved);
    });
  });
});

/** Seals the default pool anew after a long time, with the same people. */
async function sealAgain(suite: AttestationSuite): Promise<void> {
  await sealCommittee(suite, suite.pool, suite.attesters);
}

/** Writes how many definitions there are: making them all would take hours. */
async function setDefinitionCount({ center, definition }: AttestationSuite, count: bigint): Promise<void> {
  const address = await center.getAddress();
  for (let slot = 0n; slot < 16n; ++slot) {
    const word = await networkHelpers.getStorageAt(address, slot);
    if (BigInt(word) !== definition) continue;
    await networkHelpers.setStorageAt(address, slot, zeroPadValue(toBeHex(count), 32));
    if ((await center.numOfTaskDefinitions()) === count) return;
    await networkHelpers.setStorageAt(address, slot, word);
  }
  throw new Error("No slot of the center holds the number of definitions.");
}
