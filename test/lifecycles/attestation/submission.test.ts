import { anyValue } from "@nomicfoundation/hardhat-ethers-chai-matchers/withArgs";
import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { expect } from "chai";
import { type Contract, ZeroAddress } from "ethers";
import { network } from "hardhat";

import { suiteDefaults } from "../../../scripts/deploy/suiteSettings.ts";
import {
  aggregate,
  attestedIdOf,
  type Attester,
  type AttestationSuite,
  buildTask,
  challenge,
  createDefinition,
  deployAttestation,
  domainOf,
  passDisputePeriod,
  PHASE,
  prepareTask,
  provenKey,
  sealCommittee,
  seatsOf,
  send,
  STATUS,
  submit,
  voidSeat,
  voteDigest,
} from "../../helpers/attestation.ts";
import { defaults } from "../../helpers/defaults.ts";
import { mineBefore, nextBlock } from "../../helpers/dispatchMoves.ts";
import { createRandom } from "../../helpers/random.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const { attesterFee, performerFee, aggregatorFee, definitionFunds } = defaults;
const STAKE = defaults.stake;
const { maxAge, grace } = suiteDefaults.committees;
/** Committees and subsets of them that the arithmetic of quorums is compared in. */
const RANDOM_COMMITTEES = 4;
const SUBSETS = 12;

async function suiteFixture(): Promise<AttestationSuite> {
  return deployAttestation(connection);
}

async function thirdsFixture(): Promise<AttestationSuite> {
  return deployAttestation(connection, { stakes: [STAKE, STAKE, STAKE] });
}

async function unequalFixture(): Promise<AttestationSuite> {
  return deployAttestation(connection, { stakes: [2n * STAKE, 2n * STAKE, 2n * STAKE, STAKE] });
}

describe("AttestationCenter: submitTask", () => {
  describe("what is stored", () => {
    it("keeps the record, the signers and the block", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, attesters, committee, definition } = suite;
      const block = await nextBlock(suite);

      const { id } = await submit(suite, { voters: attesters.slice(1) });

      const [record, signers] = await center.recordOf(id);
      expect(signers).to.equal(0b1110n);
      expect({ ...(record as unknown as { toObject(): object }).toObject() }).to.deep.equal({
        status: STATUS.Approved,
        wasApproved: true,
        taskDefinitionId: definition,
        committee,
        decidedAt: block,
        performerSeat: 0n,
        aggregatorSeat: 1n,
        signerCount: 3n,
        termsVersion: 0n,
        isPerformerSettled: false,
        isAggregatorPaid: false,
        lowSigners: 0b1110n,
      });
      expect((await center.taskDefinitionOf(definition)).lastTaskBlock).to.equal(block);
    });

    it("reserves the fees of an approved task, the attesters' for each signer", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, attesters, definition } = suite;

      await submit(suite, { voters: attesters.slice(0, 3) });

      const cost = 3n * attesterFee + performerFee + aggregatorFee;
      expect((await center.taskDefinitionOf(definition)).funds).to.equal(definitionFunds - cost);
    });

    it("takes a rejected task without any funds, and says so", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, attesters, definition } = suite;
      await center.connect(owner).defundTaskDefinition(definition, definitionFunds);
      const task = await prepareTask(suite, { isApproved: false, voters: attesters.slice(2) });
      const { proofOfTask, data, taskPerformer } = task.info;

      await expect(send(suite, task))
        .to.emit(center, "TaskRejected")
        .withArgs(
          task.id,
          definition,
          taskPerformer,
          task.aggregator.signer.address,
          proofOfTask,
          data,
          Object.values(task.details),
        );

      expect(await center.statusOf(task.id)).to.equal(STATUS.Rejected);
      expect((await center.taskDefinitionOf(definition)).funds).to.equal(0n);
    });

    it("lets one account perform, attest and aggregate", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const [first] = suite.attesters;

      const { id } = await submit(suite, { performer: first!, aggregator: first! });

      expect(await suite.center.statusOf(id)).to.equal(STATUS.Approved);
    });

    it("needs no funds beyond the fees, and refuses a wei less", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition } = suite;
      const cost = 4n * attesterFee + performerFee + aggregatorFee;
      await center.connect(owner).defundTaskDefinition(definition, definitionFunds - cost + 1n);
      const task = await prepareTask(suite);

      await expect(send(suite, task))
        .to.be.revertedWithCustomError(center, "TaskDefinitionUnderfunded")
        .withArgs(definition, cost, cost - 1n);
      await center.connect(owner).fundTaskDefinition(definition, 1n, { value: 1n });
      await expect(send(suite, task)).to.emit(center, "TaskSubmitted");
    });
  });

  describe("a task is submitted once", () => {
    it("refuses the same again, whoever sends it with whatever outcome", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, attesters } = suite;
      const task = await submit(suite);
      const other = await prepareTask(suite, { isApproved: false, aggregator: attesters[2]!, info: task.info });

      for (const again of [task, other]) {
        await expect(send(suite, again))
          .to.be.revertedWithCustomError(center, "AttestationTaskExists")
          .withArgs(task.id);
      }
    });

    it("refuses the same also when it is final, or overturned", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center } = suite;
      const task = await submit(suite);
      await passDisputePeriod(suite, task);
      await networkHelpers.mine(1);

      expect(await center.statusOf(task.id)).to.equal(STATUS.Finalized);
      await expect(send(suite, task)).to.be.revertedWithCustomError(center, "AttestationTaskExists").withArgs(task.id);
    });

    it("tells tasks apart by any of their fields", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, attesters } = suite;
      const info = buildTask(suite);
      const other = await createDefinition(suite, owner);
      const variants = [
        info,
        { ...info, proofOfTask: `${info.proofOfTask} ` },
        { ...info, data: "0x1235" },
        { ...info, taskPerformer: attesters[1]!.signer.address },
        { ...info, taskDefinitionId: other },
      ];

      const ids = await Promise.all(variants.map((variant) => center.taskIdOf(variant)));

      expect(new Set(ids).size).to.equal(variants.length);
      expect(ids).to.deep.equal(variants.map((variant) => attestedIdOf(suite, variant)));
    });
  });

  describe("the definition", () => {
    it("must exist", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);

      await expect(send(suite, await prepareTask(suite, { info: { taskDefinitionId: 99n } })))
        .to.be.revertedWithCustomError(suite.center, "TaskDefinitionNotFound")
        .withArgs(99n);
    });

    it("takes tasks until the block before its expiry", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner } = suite;
      const blockExpiry = (await nextBlock(suite)) + 20n;
      const definition = await createDefinition(suite, owner, { blockExpiry });
      await center.fundTaskDefinition(definition, definitionFunds, { value: definitionFunds });
      const task = await prepareTask(suite, { info: { taskDefinitionId: definition } });

      await mineBefore(suite, blockExpiry - 1n);
      const snapshot = await networkHelpers.takeSnapshot();
      await expect(send(suite, task)).to.emit(center, "TaskSubmitted");
      await snapshot.restore();
      await mineBefore(suite, blockExpiry);
      await expect(send(suite, task))
        .to.be.revertedWithCustomError(center, "TaskDefinitionExpired")
        .withArgs(definition, blockExpiry, blockExpiry);
    });
  });

  describe("the performer's signature", () => {
    async function expectRefused(suite: AttestationSuite, sign: (signer: HardhatEthersSigner) => Promise<string>) {
      const performerSignature = await sign(suite.attesters[0]!.signer);
      const task = await prepareTask(suite, { info: { proofOfTask: "fixed" }, details: { performerSignature } });
      await expect(send(suite, task))
        .to.be.revertedWithCustomError(suite.center, "AttestationWrongPerformerSignature")
        .withArgs(task.id, task.info.taskPerformer);
    }

    const TYPES = {
      Task: [
        { name: "proofOfTask", type: "string" },
        { name: "data", type: "bytes" },
        { name: "taskPerformer", type: "address" },
        { name: "taskDefinitionId", type: "uint16" },
      ],
    };

    it("must be the performer's", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const info = buildTask(suite, { proofOfTask: "fixed" });

      await expectRefused(suite, () => suite.stranger.signTypedData(domainOf(suite), TYPES, info));
    });

    it("must be of this chain", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const info = buildTask(suite, { proofOfTask: "fixed" });

      await expectRefused(suite, (signer) => signer.signTypedData({ ...domainOf(suite), chainId: 1 }, TYPES, info));
    });

    it("must be for this center", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const info = buildTask(suite, { proofOfTask: "fixed" });
      const domain = { ...domainOf(suite), verifyingContract: suite.deployment.addresses.dispatcher };

      await expectRefused(suite, (signer) => signer.signTypedData(domain, TYPES, info));
    });

    it("must be of this proof, data and definition", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const info = buildTask(suite, { proofOfTask: "fixed" });
      const others = [{ proofOfTask: "other" }, { data: "0x99" }, { taskDefinitionId: 2n }];

      for (const other of others) {
        await expectRefused(suite, (signer) => signer.signTypedData(domainOf(suite), TYPES, { ...info, ...other }));
      }
    });

    it("may be a contract's word (ERC-1271)", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, attesters } = suite;
      const { account, performer, committee } = await seatContract(suite);
      const taskPerformer = await account.getAddress();
      const plan = {
        performer,
        committee,
        voters: attesters,
        info: { taskPerformer },
        details: { performerSignature: "0x" },
      };
      const task = await prepareTask(suite, plan);

      await expect(send(suite, task))
        .to.be.revertedWithCustomError(center, "AttestationWrongPerformerSignature")
        .withArgs(task.id, taskPerformer);
      await account.approve!(task.id);
      await expect(send(suite, task)).to.emit(center, "TaskSubmitted");
    });
  });

  describe("the votes", () => {
    async function expectBadSignature(suite: AttestationSuite, ballot: Partial<Parameters<typeof voteDigest>[1]>) {
      const { committee, attesters, committees } = suite;
      const info = buildTask(suite);
      const task = await prepareTask(suite, { info });
      const right = {
        task: task.id,
        isApproved: true,
        phase: PHASE.Submission,
        aggregator: task.aggregator.signer.address,
        committee,
      };
      const { signature } = aggregate(suite, attesters, { ...right, ...ballot });
      const details = { ...task.details, attestersSignature: signature };
      await expect(send(suite, { ...task, details }))
        .to.be.revertedWithCustomError(committees, "CommitteeBadSignature")
        .withArgs(committee, 0b1111n, voteDigest(suite, right));
    }

    it("name the aggregator: nobody else can submit with them", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      await expectBadSignature(suite, { aggregator: suite.attesters[2]!.signer.address });
    });

    it("name their side", async () => {
      await expectBadSignature(await networkHelpers.loadFixture(suiteFixture), { isApproved: false });
    });

    it("name their phase", async () => {
      await expectBadSignature(await networkHelpers.loadFixture(suiteFixture), { phase: PHASE.Dispute });
    });

    it("name their committee", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      await expectBadSignature(suite, { committee: suite.committee + 1n });
    });

    it("name their task", async () => {
      await expectBadSignature(await networkHelpers.loadFixture(suiteFixture), { task: ethers.id("another task") });
    });

    it("are of seats that the committee has", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const task = await prepareTask(suite, { details: { signers: 0b11111n } });

      await expect(send(suite, task))
        .to.be.revertedWithCustomError(suite.committees, "CommitteeNoSuchSeat")
        .withArgs(suite.committee, 4n);
    });

    it("are there", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const task = await prepareTask(suite, { details: { signers: 0n } });

      await expect(send(suite, task))
        .to.be.revertedWithCustomError(suite.committees, "CommitteeNoSigners")
        .withArgs(suite.committee);
    });
  });

  describe("the committee", () => {
    it("is of the definition's pool", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const foreign = (99n << 32n) | 1n;

      await expect(send(suite, await prepareTask(suite, { committee: foreign })))
        .to.be.revertedWithCustomError(suite.center, "AttestationWrongCommittee")
        .withArgs(suite.definition, foreign);
    });

    it("decides until it is too old, and not a second longer", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, committees, committee } = suite;
      const { sealedAt } = await committees.committeeOf(committee);
      const diesAt = sealedAt + BigInt(maxAge);
      const task = await prepareTask(suite);

      await networkHelpers.time.setNextBlockTimestamp(diesAt - 1n);
      await expect(send(suite, task)).to.emit(center, "TaskSubmitted");
      const late = await prepareTask(suite);
      await networkHelpers.time.setNextBlockTimestamp(diesAt);
      await expect(send(suite, late))
        .to.be.revertedWithCustomError(center, "AttestationDeadCommittee")
        .withArgs(committee);
    });

    it("decides for a while after another took its place, and not a second longer", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, committees, registry, committee, pool, attesters } = suite;
      const last = attesters.at(-1)!;
      await registry.connect(last.signer).leavePool(pool);
      await sealCommittee(suite, pool, attesters.slice(0, -1));
      const { supersededAt } = await committees.committeeOf(committee);
      const diesAt = supersededAt + BigInt(grace);
      const task = await prepareTask(suite);

      await networkHelpers.time.setNextBlockTimestamp(diesAt - 1n);
      await expect(send(suite, task)).to.emit(center, "TaskSubmitted");
      const late = await prepareTask(suite);
      await networkHelpers.time.setNextBlockTimestamp(diesAt);
      await expect(send(suite, late))
        .to.be.revertedWithCustomError(center, "AttestationDeadCommittee")
        .withArgs(committee);
    });
  });

  describe("the seats", () => {
    it("are those of performer and aggregator", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, attesters, committee } = suite;
      const cases = [
        { details: { performerSeat: 3 }, account: attesters[0]! },
        { details: { aggregatorSeat: 3 }, account: attesters[1]! },
      ];

      for (const { details, account } of cases) {
        await expect(send(suite, await prepareTask(suite, { details })))
          .to.be.revertedWithCustomError(center, "AttestationNotSeated")
          .withArgs(account.signer.address, committee, 3n);
      }
    });

    it("are not for strangers", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, attesters, committee, stranger } = suite;
      const impostor = { ...attesters[1]!, signer: stranger };

      await expect(send(suite, await prepareTask(suite, { aggregator: impostor })))
        .to.be.revertedWithCustomError(center, "AttestationNotSeated")
        .withArgs(stranger.address, committee, 1n);
      await expect(send(suite, await prepareTask(suite, { performer: { ...attesters[0]!, signer: stranger } })))
        .to.be.revertedWithCustomError(center, "AttestationNotSeated")
        .withArgs(stranger.address, committee, 0n);
    });

    it("exist", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);

      await expect(send(suite, await prepareTask(suite, { details: { performerSeat: 4 } })))
        .to.be.revertedWithCustomError(suite.committees, "CommitteeNoSuchSeat")
        .withArgs(suite.committee, 4n);
    });

    it("neither sign nor perform nor aggregate once they are voided", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, attesters, committee } = suite;
      const [first, second, third, fourth] = attesters;
      await voidSeat(suite, fourth!);
      const sound = [first!, second!, third!];
      const plans = [
        { voters: attesters },
        { performer: fourth!, voters: sound },
        { aggregator: fourth!, voters: sound },
      ];

      for (const plan of plans) {
        await expect(send(suite, await prepareTask(suite, plan)))
          .to.be.revertedWithCustomError(center, "AttestationSeatVoided")
          .withArgs(committee, 3n);
      }
      await expect(send(suite, await prepareTask(suite, { voters: sound }))).to.emit(center, "TaskSubmitted");
    });

    it("count in the whole when they are voided", async () => {
      const suite = await networkHelpers.loadFixture(thirdsFixture);
      const { center, attesters } = suite;
      await voidSeat(suite, attesters[2]!);
      const task = await prepareTask(suite, { voters: attesters.slice(0, 2) });

      await expect(send(suite, task))
        .to.be.revertedWithCustomError(center, "AttestationQuorumMissing")
        .withArgs(task.id, 2n * STAKE, 3n * STAKE);
    });
  });

  describe("given a minimum voting power", () => {
    async function minimumFixture(): Promise<AttestationSuite> {
      const suite = await unequalFixture();
      await suite.center.connect(suite.owner).setTaskDefinitionMinVotingPower(suite.definition, 2n * STAKE);
      return suite;
    }

    it("refuses an attester, a performer or an aggregator below it", async () => {
      const suite = await networkHelpers.loadFixture(minimumFixture);
      const { center, attesters } = suite;
      const [first, second, third, small] = attesters;
      const strong = [first!, second!, third!];
      const plans = [
        { voters: attesters },
        { performer: small!, voters: strong },
        { aggregator: small!, voters: strong },
      ];

      for (const plan of plans) {
        await expect(send(suite, await prepareTask(suite, plan)))
          .to.be.revertedWithCustomError(center, "OperatorDoesNotHaveMinimumVotingPower")
          .withArgs(small!.operator);
      }
    });

    it("takes the quorum of the eligible power", async () => {
      const suite = await networkHelpers.loadFixture(minimumFixture);
      const { center, attesters } = suite;
      const two = await prepareTask(suite, { voters: attesters.slice(0, 2) });

      await expect(send(suite, two))
        .to.be.revertedWithCustomError(center, "AttestationQuorumMissing")
        .withArgs(two.id, 4n * STAKE, 6n * STAKE);
      await expect(send(suite, await prepareTask(suite, { voters: attesters.slice(0, 3) }))).to.emit(
        center,
        "TaskSubmitted",
      );
    });
  });

  describe("given restricted operators", () => {
    async function restrictedFixture(): Promise<AttestationSuite> {
      const suite = await suiteFixture();
      await suite.center.connect(suite.owner).setTaskDefinitionRestrictedOperators(suite.definition, [1n, 2n]);
      return suite;
    }

    it("refuses an attester or a performer that is none of them", async () => {
      const suite = await networkHelpers.loadFixture(restrictedFixture);
      const { center, attesters, definition } = suite;
      const [first, second, third] = attesters;
      const plans = [{ voters: [first!, second!, third!] }, { performer: third!, voters: [first!, second!] }];

      for (const plan of plans) {
        await expect(send(suite, await prepareTask(suite, plan)))
          .to.be.revertedWithCustomError(center, "InvalidRestrictedOperator")
          .withArgs(definition, 3n);
      }
    });

    it("lets anybody of the committee aggregate", async () => {
      const suite = await networkHelpers.loadFixture(restrictedFixture);
      const [first, second, , fourth] = suite.attesters;

      const { id } = await submit(suite, { voters: [first!, second!], aggregator: fourth! });

      expect(await suite.center.statusOf(id)).to.equal(STATUS.Approved);
    });

    it("takes the quorum of their power alone", async () => {
      const suite = await networkHelpers.loadFixture(restrictedFixture);
      const { center, attesters } = suite;
      const one = await prepareTask(suite, { voters: [attesters[0]!] });

      await expect(send(suite, one))
        .to.be.revertedWithCustomError(center, "AttestationQuorumMissing")
        .withArgs(one.id, STAKE, 2n * STAKE);
      await expect(send(suite, await prepareTask(suite, { isApproved: false, voters: [attesters[0]!] }))).to.emit(
        center,
        "TaskRejected",
      );
    });

    it("names the power first when an operator lacks both", async () => {
      const suite = await networkHelpers.loadFixture(unequalFixture);
      const { center, owner, definition, attesters } = suite;
      await center.connect(owner).setTaskDefinitionRestrictedOperators(definition, [1n, 2n]);
      await center.connect(owner).setTaskDefinitionMinVotingPower(definition, 2n * STAKE);

      await expect(send(suite, await prepareTask(suite, { voters: attesters })))
        .to.be.revertedWithCustomError(center, "OperatorDoesNotHaveMinimumVotingPower")
        .withArgs(4n);
      await expect(send(suite, await prepareTask(suite, { voters: attesters.slice(0, 3) })))
        .to.be.revertedWithCustomError(center, "InvalidRestrictedOperator")
        .withArgs(definition, 3n);
    });
  });

  describe("the quorum", () => {
    it("to approve is more than two thirds: two of three equal seats are not", async () => {
      const suite = await networkHelpers.loadFixture(thirdsFixture);
      const { center, attesters } = suite;
      const two = await prepareTask(suite, { voters: attesters.slice(0, 2) });

      await expect(send(suite, two))
        .to.be.revertedWithCustomError(center, "AttestationQuorumMissing")
        .withArgs(two.id, 2n * STAKE, 3n * STAKE);
      await expect(send(suite, await prepareTask(suite))).to.emit(center, "TaskSubmitted");
    });

    it("to reject is more than one third: one of three equal seats is not", async () => {
      const suite = await networkHelpers.loadFixture(thirdsFixture);
      const { center, attesters } = suite;
      const one = await prepareTask(suite, { isApproved: false, voters: attesters.slice(0, 1) });

      await expect(send(suite, one))
        .to.be.revertedWithCustomError(center, "AttestationQuorumMissing")
        .withArgs(one.id, STAKE, 3n * STAKE);
      await expect(send(suite, await prepareTask(suite, { isApproved: false, voters: attesters.slice(1) }))).to.emit(
        center,
        "TaskRejected",
      );
    });

    it("is reached by one wei more than a third or two", async () => {
      const suite = await deployAttestation(connection, { stakes: [STAKE + 1n, STAKE, STAKE] });
      const { center, attesters } = suite;

      await expect(send(suite, await prepareTask(suite, { voters: attesters.slice(0, 2) }))).to.emit(
        center,
        "TaskSubmitted",
      );
      await expect(send(suite, await prepareTask(suite, { isApproved: false, voters: attesters.slice(0, 1) }))).to.emit(
        center,
        "TaskRejected",
      );
      const without = await prepareTask(suite, { voters: attesters.slice(1) });
      await expect(send(suite, without))
        .to.be.revertedWithCustomError(center, "AttestationQuorumMissing")
        .withArgs(without.id, 2n * STAKE, 3n * STAKE + 1n);
    });

    it("takes everybody of a committee of one", async () => {
      const suite = await deployAttestation(connection, { stakes: [STAKE] });
      const [only] = suite.attesters;

      const { id } = await submit(suite, { aggregator: only! });

      expect(await suite.center.statusOf(id)).to.equal(STATUS.Approved);
    });

    for (let index = 0; index < RANDOM_COMMITTEES; ++index) {
      it(`is what TypeScript computes, in random committee ${index}`, async () => {
        await compareQuorums(index);
      });
    }
  });

  describe("given a hook", () => {
    async function hookFixture(): Promise<AttestationSuite & { hook: Contract }> {
      const suite = await suiteFixture();
      const hook = (await ethers.deployContract("HookMock")) as unknown as Contract;
      await suite.center.connect(suite.owner).setTaskDefinitionHook(suite.definition, hook, defaults.hookGas);
      return { ...suite, hook };
    }

    /** As `HookMock.Mood` numbers them. */
    const MOOD = { Content: 0, Refuse: 1, BurnGas: 2, ReturnBomb: 3, Reenter: 4 } as const;
    const RESERVE = 200_000n;
    const CUSHION = 5_000n;
    /** What an estimate may exceed the least by. */
    const MARGIN = 20_000n;
    const MAX_REASON_BYTES = 256;

    it("tells it of the task before and after, in the center's name", async () => {
      const suite = await networkHelpers.loadFixture(hookFixture);
      const { hook, center, committee } = suite;
      const address = await center.getAddress();
      const task = await prepareTask(suite);
      const spent = 4n * attesterFee + performerFee + aggregatorFee;

      const submitted = send(suite, task);

      await expect(submitted).to.emit(hook, "HookCalled").withArgs(false, task.id, address, true, 0b1111n, committee);
      await expect(submitted).to.emit(hook, "HookCalled").withArgs(true, task.id, address, true, 0b1111n, committee);
      await expect(submitted).to.emit(hook, "HookSaw").withArgs(STATUS.None, definitionFunds, anyValue);
      await expect(submitted)
        .to.emit(hook, "HookSaw")
        .withArgs(STATUS.Approved, definitionFunds - spent, anyValue);
    });

    it("tells it of rejected tasks as rejected", async () => {
      const suite = await networkHelpers.loadFixture(hookFixture);
      const { hook, center, committee } = suite;
      const task = await prepareTask(suite, { isApproved: false });
      const address = await center.getAddress();

      const submitted = send(suite, task);

      await expect(submitted).to.emit(hook, "HookCalled").withArgs(false, task.id, address, false, 0b1111n, committee);
      await expect(submitted).to.emit(hook, "HookCalled").withArgs(true, task.id, address, false, 0b1111n, committee);
    });

    it("asks it only once signature and quorum have been checked", async () => {
      const suite = await networkHelpers.loadFixture(hookFixture);
      const { hook, center, attesters } = suite;
      await hook.setMoods!(MOOD.Refuse, MOOD.Refuse);
      const unsigned = await prepareTask(suite, { details: { performerSignature: "0x" } });
      const few = await prepareTask(suite, { voters: attesters.slice(0, 2) });

      await expect(send(suite, unsigned))
        .to.be.revertedWithCustomError(center, "AttestationWrongPerformerSignature")
        .withArgs(unsigned.id, unsigned.info.taskPerformer);
      await expect(send(suite, few))
        .to.be.revertedWithCustomError(center, "AttestationQuorumMissing")
        .withArgs(few.id, 2n * STAKE, 4n * STAKE);
    });

    it("lets it refuse a submission, and says why", async () => {
      const suite = await networkHelpers.loadFixture(hookFixture);
      const { hook, center } = suite;
      await hook.setMoods!(MOOD.Refuse, MOOD.Content);
      const task = await prepareTask(suite);
      const reason = hook.interface.encodeErrorResult("HookUnhappy", [task.id, MOOD.Refuse]);

      await expect(send(suite, task))
        .to.be.revertedWithCustomError(center, "AttestationHookRefused")
        .withArgs(task.id, await hook.getAddress(), reason);
      expect(await center.statusOf(task.id)).to.equal(STATUS.None);
    });

    for (const [mood, reason] of [
      ["BurnGas", "0x"],
      ["ReturnBomb", `0x${"00".repeat(MAX_REASON_BYTES)}`],
    ] as const) {
      it(`takes ${mood} before as a refusal, and copies at most 256 bytes`, async () => {
        const suite = await networkHelpers.loadFixture(hookFixture);
        const { hook, center } = suite;
        await hook.setMoods!(MOOD[mood], MOOD.Content);
        const task = await prepareTask(suite);

        await expect(send(suite, task))
          .to.be.revertedWithCustomError(center, "AttestationHookRefused")
          .withArgs(task.id, await hook.getAddress(), reason);
      });

      it(`notes ${mood} afterwards, and goes on`, async () => {
        const suite = await networkHelpers.loadFixture(hookFixture);
        const { hook, center } = suite;
        await hook.setMoods!(MOOD.Content, MOOD[mood]);
        const task = await prepareTask(suite);

        await expect(send(suite, task))
          .to.emit(center, "HookFailed")
          .withArgs(task.id, await hook.getAddress(), reason);
        expect(await center.statusOf(task.id)).to.equal(STATUS.Approved);
      });
    }

    it("pays as ever when it fails afterwards", async () => {
      const suite = await networkHelpers.loadFixture(hookFixture);
      const { hook, center, escrow, attesters, native } = suite;
      await hook.setMoods!(MOOD.Content, MOOD.Refuse);
      const task = await prepareTask(suite);
      const reason = hook.interface.encodeErrorResult("HookUnhappy", [task.id, MOOD.Refuse]);

      await expect(send(suite, task))
        .to.emit(center, "HookFailed")
        .withArgs(task.id, await hook.getAddress(), reason);
      await passDisputePeriod(suite, task);
      await center.claimRewards(attesters[0]!.operator, [{ id: task.id, seat: 0 }]);

      expect(await escrow.creditOf(attesters[0]!.signer, native)).to.equal(attesterFee + performerFee);
    });

    it("takes an account without code as a refusal", async () => {
      const suite = await networkHelpers.loadFixture(suiteFixture);
      const { center, owner, definition, stranger } = suite;
      await center.connect(owner).setTaskDefinitionHook(definition, stranger, defaults.hookGas);
      const task = await prepareTask(suite);

      await expect(send(suite, task))
        .to.be.revertedWithCustomError(center, "AttestationHookRefused")
        .withArgs(task.id, stranger.address, "0x");
    });

    it("cannot be starved: both calls get their gas, or the submission fails as a whole", async () => {
      const suite = await networkHelpers.loadFixture(hookFixture);
      const { hook, center } = suite;
      const task = await prepareTask(suite);
      const gas = BigInt(defaults.hookGas);
      const bySender = center.connect(task.aggregator.signer);
      const least = await bySender.submitTask.estimateGas(task.info, task.details);

      await expect(send(suite, task, { gasLimit: least - MARGIN }))
        .to.be.revertedWithCustomError(center, "DeferredCallNeedsGas")
        .withArgs(anyValue, gas + RESERVE + CUSHION);
      const receipt = await (await send(suite, task, { gasLimit: least })).wait();

      const sights = receipt!.logs
        .map((log) => hook.interface.parseLog(log))
        .filter((log) => log?.name === "HookSaw")
        .map((log) => log!.args.gasLeft as bigint);
      expect(sights).to.have.length(2);
      for (const gasLeft of sights) expect(gasLeft).to.be.greaterThan((gas * 99n) / 100n);
      expect(await center.queryFilter(center.filters.HookFailed(task.id))).to.deep.equal([]);
    });

    const reentries: Record<string, (suite: AttestationSuite, id: string) => Promise<string>> = {
      submitTask: async (suite) => {
        const { info, details } = await prepareTask(suite);
        return suite.center.interface.encodeFunctionData("submitTask", [info, details]);
      },
      challengeTask: async ({ center }, id) => center.interface.encodeFunctionData("challengeTask", [id]),
      resolveChallenge: async ({ center }, id) =>
        center.interface.encodeFunctionData("resolveChallenge", [id, 1n, "0x"]),
      closeChallenge: async ({ center }, id) => center.interface.encodeFunctionData("closeChallenge", [id]),
      slashIncorrectAttestation: async ({ center }, id) =>
        center.interface.encodeFunctionData("slashIncorrectAttestation", [id, 0]),
      slashPerformer: async ({ center }, id) => center.interface.encodeFunctionData("slashPerformer", [id]),
      claimRewards: async ({ center }, id) =>
        center.interface.encodeFunctionData("claimRewards", [1, [{ id, seat: 0 }]]),
      fundTaskDefinition: async ({ center, definition }) =>
        center.interface.encodeFunctionData("fundTaskDefinition", [definition, 0n]),
      defundTaskDefinition: async ({ center, definition }) =>
        center.interface.encodeFunctionData("defundTaskDefinition", [definition, 0n]),
      setTaskDefinitionCurrency: async ({ center, definition }) =>
        center.interface.encodeFunctionData("setTaskDefinitionCurrency", [definition, ZeroAddress]),
      retireTaskDefinition: async ({ center, definition }) =>
        center.interface.encodeFunctionData("retireTaskDefinition", [definition]),
    };

    for (const [name, encode] of Object.entries(reentries)) {
      it(`cannot re-enter ${name}, neither before nor after`, async () => {
        const suite = await networkHelpers.loadFixture(hookFixture);
        const { hook, center } = suite;
        const task = await prepareTask(suite);
        await hook.setMoods!(MOOD.Reenter, MOOD.Reenter);
        await hook.setPayload!(await encode(suite, task.id));
        const reason = center.interface.encodeErrorResult("ReentrancyGuardReentrantCall", []);

        const receipt = await (await send(suite, task)).wait();

        const tried = receipt!.logs
          .map((log) => hook.interface.parseLog(log))
          .filter((log) => log?.name === "HookReentered")
          .map((log) => [...log!.args]);
        expect(tried).to.deep.equal([
          [false, reason],
          [false, reason],
        ]);
      });
    }

    it("can be seen by a challenge in the same block only after it ran", async () => {
      const suite = await networkHelpers.loadFixture(hookFixture);
      const task = await submit(suite);

      await expect(challenge(suite, task)).to.emit(suite.center, "TaskChallenged");
    });
  });
});

/** An operator that is a contract, seated in the default pool behind the others; the pool is sealed anew. */
async function seatContract(
  suite: AttestationSuite,
): Promise<{ account: Contract; performer: Attester; committee: bigint }> {
  const { registry, pool, attesters } = suite;
  const account = (await ethers.deployContract("ContractOperatorMock")) as unknown as Contract;
  const address = await account.getAddress();
  const blsKey = attesters[0]!.blsKey;
  const key = await provenKey(suite, address, blsKey);
  const registryAddress = await registry.getAddress();
  await account.act!(registryAddress, registry.interface.encodeFunctionData("register", [[key], address, ""]));
  const operator = await registry.operatorOf(address);
  await registry.stake(operator, STAKE, { value: STAKE });
  await account.act!(registryAddress, registry.interface.encodeFunctionData("joinPool", [pool, "0x"]));
  const performer = { signer: attesters[0]!.signer, operator: Number(operator), blsKey, seat: attesters.length };
  return { account, performer, committee: await sealCommittee(suite, pool, [...attesters, performer]) };
}

/** Submits with random voters of a random committee, and expects what the arithmetic says here. */
async function compareQuorums(index: number): Promise<void> {
  const random = createRandom(`quorums ${index}`);
  const size = Number(random.between(2n, 6n));
  // Small differences, so that sums come near the thirds.
  const stakes = Array.from({ length: size }, () => STAKE * random.between(1n, 3n) + random.between(0n, 1n));
  const suite = await deployAttestation(connection, { stakes });
  const { center, attesters, owner, definition } = suite;
  const approveBps = index % 2 === 0 ? 0n : random.between(6_667n, 9_999n);
  await center.connect(owner).setTaskDefinitionQuorum(definition, 0, approveBps);
  const total = stakes.reduce((sum, stake) => sum + stake, 0n);

  for (let step = 0; step < SUBSETS; ++step) {
    const set = random.between(1n, 2n ** BigInt(size) - 1n);
    const voters = attesters.filter(({ seat }) => (set >> BigInt(seat)) & 1n);
    const isApproved = step % 2 === 0;
    const signed = voters.reduce((sum, { seat }) => sum + stakes[seat]!, 0n);
    const approves = approveBps === 0n ? signed * 3n > total * 2n : signed * 10_000n > total * approveBps;
    const task = await prepareTask(suite, { voters, isApproved });
    expect(task.details.signers).to.equal(seatsOf(voters));
    if (isApproved ? approves : signed * 3n > total) {
      await expect(send(suite, task)).to.emit(center, isApproved ? "TaskSubmitted" : "TaskRejected");
    } else {
      await expect(send(suite, task))
        .to.be.revertedWithCustomError(center, "AttestationQuorumMissing")
        .withArgs(task.id, signed, total);
    }
  }
}
