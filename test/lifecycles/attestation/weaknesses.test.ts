import { expect } from "chai";
import { concat, type Contract, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { generateBlsKey } from "../../../sdk/bls/generateBlsKey.ts";
import {
  agreeOnTerms,
  aggregate,
  type AttestationSuite,
  buildTask,
  challenge,
  claim,
  createDefinition,
  deployAttestation,
  domainOf,
  passDisputePeriod,
  PHASE,
  prepareTask,
  provenKey,
  resolve,
  sealCommittee,
  send,
  STATUS,
  submit,
  voteDigest,
} from "../../helpers/attestation.ts";
import { defaults } from "../../helpers/defaults.ts";
import { deployToken } from "../../helpers/dispatchMoves.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const STAKE = defaults.stake;
const { attesterFee, aggregatorFee, performerFee, definitionFunds } = defaults;
/** What a submission may cost more for each further signer, in gas: calldata and curve arithmetic, no storage. */
const GAS_PER_SIGNER = 2_000n;
const KEY_DELAY = 86_400;

async function suiteFixture(): Promise<AttestationSuite> {
  return deployAttestation(connection);
}

/** The known weaknesses of the system that this lifecycle follows, each with what would let it in again. */
describe("AttestationCenter: weaknesses that stay out", () => {
  describe("S1: a signature without a domain, good on any chain and for any AVS", () => {
    it("is bound to chain, center and definition", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, attesters, owner } = suite;
      const { signer } = attesters[0]!;
      const types = {
        Task: [
          { name: "proofOfTask", type: "string" },
          { name: "data", type: "bytes" },
          { name: "taskPerformer", type: "address" },
          { name: "taskDefinitionId", type: "uint16" },
        ],
      };
      const info = buildTask(suite);
      const other = await createDefinition(suite, owner);
      const domain = domainOf(suite);
      const replayed = [
        await signer.signTypedData({ ...domain, chainId: 10 }, types, info),
        await signer.signTypedData({ ...domain, verifyingContract: suite.deployment.addresses.escrow }, types, info),
        await signer.signTypedData(domain, types, { ...info, taskDefinitionId: other }),
      ];

      for (const performerSignature of replayed) {
        const task = await prepareTask(suite, { info, details: { performerSignature } });
        await expect(send(suite, task))
          .to.be.revertedWithCustomError(center, "AttestationWrongPerformerSignature")
          .withArgs(task.id, signer.address);
      }
    });
  });

  describe("S2: the first aggregate decides for ever, and a third can block what two thirds want", () => {
    it("lets two thirds take back what a third rejected", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, attesters } = suite;
      const task = await submit(suite, { isApproved: false, voters: attesters.slice(0, 2) });
      await challenge(suite, task);

      await resolve(suite, task, attesters.slice(1));

      expect(await center.statusOf(task.id)).to.equal(STATUS.Overturned);
    });

    it("never lets both sides reach their quorum", async () => {
      const suite = await deployAttestation(connection, { stakes: [STAKE, STAKE, STAKE] });
      const { center, attesters } = suite;
      const info = buildTask(suite);
      const approval = await prepareTask(suite, { info, voters: attesters.slice(0, 2) });
      const rejection = await prepareTask(suite, { info, isApproved: false, voters: attesters.slice(2) });

      await expect(send(suite, approval))
        .to.be.revertedWithCustomError(center, "AttestationQuorumMissing")
        .withArgs(approval.id, 2n * STAKE, 3n * STAKE);
      await expect(send(suite, rejection))
        .to.be.revertedWithCustomError(center, "AttestationQuorumMissing")
        .withArgs(rejection.id, STAKE, 3n * STAKE);
    });
  });

  describe("S3: a floor instead of more than two thirds", () => {
    it("needs three of four, not two", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, attesters } = suite;
      const two = await prepareTask(suite, { voters: attesters.slice(0, 2) });

      await expect(send(suite, two))
        .to.be.revertedWithCustomError(center, "AttestationQuorumMissing")
        .withArgs(two.id, 2n * STAKE, 4n * STAKE);
      await expect(send(suite, await prepareTask(suite, { voters: attesters.slice(0, 3) }))).to.emit(
        center,
        "TaskSubmitted",
      );
    });

    it("needs one of one, and works", async () => {
      const suite = await deployAttestation(connection, { stakes: [STAKE] });

      const { id } = await submit(suite, { aggregator: suite.attesters[0]! });

      expect(await suite.center.statusOf(id)).to.equal(STATUS.Approved);
    });
  });

  describe("S4: totals of a definition that were true once", () => {
    it("computes who is eligible from both settings, in whatever order they were set", async () => {
      const stakes = [STAKE, 2n * STAKE, 2n * STAKE, 2n * STAKE];
      const suite = await deployAttestation(connection, { stakes });
      const { center, owner, definition, committee } = suite;
      const byOwner = center.connect(owner);

      await byOwner.setTaskDefinitionRestrictedOperators(definition, [1n, 2n, 3n]);
      await byOwner.setTaskDefinitionMinVotingPower(definition, 2n * STAKE);
      expect(await center.eligibilityOf(definition, committee)).to.deep.equal([0b0110n, 4n * STAKE]);
      await byOwner.setTaskDefinitionMinVotingPower(definition, 0n);
      expect(await center.eligibilityOf(definition, committee)).to.deep.equal([0b0111n, 5n * STAKE]);
    });

    it("is not bricked by an empty list, nor by members that leave", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, registry, owner, definition, attesters, pool } = suite;
      const byOwner = center.connect(owner);
      await byOwner.setTaskDefinitionRestrictedOperators(definition, [1n, 2n, 3n]);
      await registry.connect(attesters[2]!.signer).leavePool(pool);
      const [first, second, , fourth] = attesters;
      const rest = [first!, second!, { ...fourth!, seat: 2 }];
      const committee = await sealCommittee(suite, pool, rest);

      await expect(send(suite, await prepareTask(suite, { committee, voters: [first!, second!] }))).to.emit(
        center,
        "TaskSubmitted",
      );
      await byOwner.setTaskDefinitionRestrictedOperators(definition, []);
      await expect(send(suite, await prepareTask(suite, { committee, voters: rest }))).to.emit(center, "TaskSubmitted");
    });
  });

  describe("S5: a rejected performer that is paid, and rewards that nobody holds", () => {
    it("pays the performer of a rejected task nothing", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, attesters } = suite;
      const task = await submit(suite, { isApproved: false });
      await passDisputePeriod(suite, task);

      await expect(claim(suite, attesters[0]!, [task]))
        .to.be.revertedWithCustomError(center, "AttestationNothingOwed")
        .withArgs(task.id, 0n);
    });

    it("takes no task whose rewards are not held", async () => {
      const suite = await deployAttestation(connection, { funds: 0n });
      const cost = 4n * attesterFee + performerFee + aggregatorFee;

      await expect(send(suite, await prepareTask(suite)))
        .to.be.revertedWithCustomError(suite.center, "TaskDefinitionUnderfunded")
        .withArgs(suite.definition, cost, 0n);
    });

    it("writes nothing for each attester at submission", async () => {
      const stakes = Array.from({ length: 12 }, () => STAKE);
      const few = await deployAttestation(connection, { stakes: stakes.slice(0, 4) });
      const many = await deployAttestation(connection, { stakes });
      const gasOf = async (suite: AttestationSuite) => {
        const info = { proofOfTask: "as long as the other" };
        await submit(suite);
        return (await (await send(suite, await prepareTask(suite, { info }))).wait())!.gasUsed;
      };

      expect((await gasOf(many)) - (await gasOf(few))).to.be.lessThan(8n * GAS_PER_SIGNER);
    });
  });

  describe("S6: a dispute period that disputes nothing", () => {
    it("overturns, and slashes who was wrong", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, attesters } = suite;
      await agreeOnTerms(suite, attesters);
      const task = await submit(suite);
      await challenge(suite, task);
      await resolve(suite, task, attesters.slice(1));
      await passDisputePeriod(suite, task);

      await expect(center.slashIncorrectAttestation(task.id, 0)).to.emit(center, "IncorrectAttestationPunished");
      await expect(center.slashPerformer(task.id)).to.emit(center, "PerformerPunished");
    });
  });

  describe("S7: hooks that run on what nobody has checked", () => {
    it("asks no hook before the quorum is verified", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, committees, committee, owner, definition, attesters } = suite;
      const hook = (await ethers.deployContract("HookMock")) as unknown as Contract;
      await hook.setMoods!(1, 1);
      await center.connect(owner).setTaskDefinitionHook(definition, hook, defaults.hookGas);
      const task = await prepareTask(suite);
      const ballot = { task: task.id, isApproved: true, phase: PHASE.Submission, committee };
      const { signature } = aggregate(suite, attesters, { ...ballot, aggregator: ZeroAddress });
      const details = { ...task.details, attestersSignature: signature };
      const signed = voteDigest(suite, { ...ballot, aggregator: task.aggregator.signer.address });

      await expect(send(suite, { ...task, details }))
        .to.be.revertedWithCustomError(committees, "CommitteeBadSignature")
        .withArgs(committee, 0b1111n, signed);
    });
  });

  describe("S8: money that gets stuck", () => {
    it("pays who has left the pool and unstaked", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { escrow, registry, attesters, pool, native } = suite;
      const task = await submit(suite);
      await registry.connect(attesters[2]!.signer).leavePool(pool);
      await registry.connect(attesters[2]!.signer).unstake(STAKE);
      await passDisputePeriod(suite, task);

      await claim(suite, attesters[2]!, [task]);

      expect(await escrow.creditOf(attesters[2]!.signer, native)).to.equal(attesterFee);
    });
  });

  describe("S10: ids that collide, and a task id of zero that skips checks", () => {
    it("knows no definition of the number zero", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);

      await expect(send(suite, await prepareTask(suite, { info: { taskDefinitionId: 0n } })))
        .to.be.revertedWithCustomError(suite.center, "TaskDefinitionNotFound")
        .withArgs(0n);
    });
  });

  describe("S11: deposits that pull what somebody else approved", () => {
    it("funds a definition from the caller's credit alone, and no allowance", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, escrow, owner, stranger, native } = suite;
      const token = await deployToken(suite);
      const currency = await token.getAddress();
      const definition = await createDefinition(suite, owner);
      await center.connect(owner).setTaskDefinitionCurrency(definition, currency);
      await escrow.connect(stranger).approveMarket(center, true);

      await expect(center.connect(stranger).fundTaskDefinition(definition, 1n))
        .to.be.revertedWithCustomError(escrow, "EscrowInsufficientCredit")
        .withArgs(stranger.address, currency, 0n, 1n);
      await expect(center.connect(stranger).fundTaskDefinition(suite.definition, 1n))
        .to.be.revertedWithCustomError(escrow, "EscrowInsufficientCredit")
        .withArgs(stranger.address, native, 0n, 1n);
    });
  });

  describe("S12: a rewards receiver that nobody hears of", () => {
    it("pays the receiver of the moment", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { escrow, registry, attesters, stranger, native } = suite;
      const task = await submit(suite);
      await passDisputePeriod(suite, task);
      await registry.connect(attesters[2]!.signer).setRewardsReceiver(stranger);

      await claim(suite, attesters[2]!, [task]);

      expect(await escrow.creditOf(stranger, native)).to.equal(attesterFee);
    });
  });

  describe("S13: a key that changes at once spoils the votes under way; a proof of possession that anybody can use", () => {
    it("counts votes with the keys that were sealed, also after a change", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, registry, attesters } = suite;
      const { signer } = attesters[2]!;
      const task = await prepareTask(suite);
      const newKey = generateBlsKey(concat([signer.address, ethers.id("another")]));
      await registry.connect(signer).setKey(await provenKey(suite, signer.address, newKey));
      await networkHelpers.time.increase(KEY_DELAY);

      await expect(send(suite, task)).to.emit(center, "TaskSubmitted");
    });

    it("takes a key only with a proof made for its account", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { registry, attesters, stranger } = suite;
      const stolen = await provenKey(suite, attesters[0]!.signer.address, attesters[0]!.blsKey);
      const kind = await ethers.getContractAt("BlsKeyKind", suite.deployment.addresses.blsKeyKind);

      await expect(registry.connect(stranger).register([stolen], stranger, ""))
        .to.be.revertedWithCustomError(kind, "KeyKindRefused")
        .withArgs(5n, stolen.key);
    });
  });

  describe("P1: an aggregator that leaves attesters out", () => {
    it("gains nothing by it: what is not spent stays the definition's", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, escrow, attesters, definition, native } = suite;
      const task = await submit(suite, { voters: attesters.slice(0, 3) });
      await passDisputePeriod(suite, task);

      await claim(suite, attesters[1]!, [task]);

      expect(await escrow.creditOf(attesters[1]!.signer, native)).to.equal(attesterFee + aggregatorFee);
      const spent = 3n * attesterFee + performerFee + aggregatorFee;
      expect((await center.taskDefinitionOf(definition)).funds).to.equal(definitionFunds - spent);
    });
  });
});
