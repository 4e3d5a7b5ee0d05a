import { expect } from "chai";
import { network } from "hardhat";

import {
  agreeOnTerms,
  type AttestationSuite,
  challenge,
  claim,
  createDefinition,
  deployAttestation,
  passDisputePeriod,
  type PreparedTask,
  resolve,
  STATUS,
  submit,
} from "../../helpers/attestation.ts";
import { defaults } from "../../helpers/defaults.ts";
import { deployToken } from "../../helpers/dispatchMoves.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const { attesterFee, performerFee, aggregatorFee, definitionFunds } = defaults;
const BATCH = 5;

async function suiteFixture(): Promise<AttestationSuite> {
  return deployAttestation(connection, { funds: 10n * definitionFunds });
}

/** So many approved tasks that are final. */
async function submitFinal(suite: AttestationSuite, count: number): Promise<PreparedTask[]> {
  const tasks: PreparedTask[] = [];
  for (let index = 0; index < count; ++index) tasks.push(await submit(suite));
  await passDisputePeriod(suite, tasks.at(-1)!);
  await networkHelpers.mine(1);
  return tasks;
}

describe("AttestationCenter: claimRewards", () => {
  it("pays a whole batch at once, and tells of each task", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { center, escrow, attesters, native } = suite;
    const tasks = await submitFinal(suite, BATCH);
    const [, , third] = attesters;

    const claimed = claim(suite, third!, tasks);

    for (const { id } of tasks) {
      await expect(claimed).to.emit(center, "RewardClaimed").withArgs(id, third!.operator, attesterFee);
    }
    expect(await escrow.creditOf(third!.signer, native)).to.equal(BigInt(BATCH) * attesterFee);
  });

  it("is anybody's to call, and pays the operator's rewards receiver as it is then", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { escrow, registry, attesters, native, stranger } = suite;
    const [task] = await submitFinal(suite, 1);
    const receiver = ethers.getAddress(`0x${"cd".repeat(20)}`);
    await registry.connect(attesters[0]!.signer).setRewardsReceiver(receiver);

    await claim(suite, attesters[0]!, [task!]);

    expect(await escrow.creditOf(receiver, native)).to.equal(attesterFee + performerFee);
    expect(await escrow.creditOf(attesters[0]!.signer, native)).to.equal(0n);
    expect(await escrow.creditOf(stranger, native)).to.equal(0n);
  });

  it("pays all roles of one account together, and none of them twice", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { center, escrow, attesters, native } = suite;
    const [first] = attesters;
    const task = await submit(suite, { performer: first!, aggregator: first! });
    await passDisputePeriod(suite, task);
    await networkHelpers.mine(1);
    const whole = attesterFee + performerFee + aggregatorFee;

    expect(await center.rewardOf(task.id, 0)).to.equal(whole);
    await claim(suite, first!, [task]);

    expect(await escrow.creditOf(first!.signer, native)).to.equal(whole);
    expect(await center.rewardOf(task.id, 0)).to.equal(0n);
    await expect(claim(suite, first!, [task]))
      .to.be.revertedWithCustomError(center, "AttestationNothingOwed")
      .withArgs(task.id, 0n);
  });

  it("pays roles of whoever did not sign", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { escrow, attesters, native } = suite;
    const [first, second, third, fourth] = attesters;
    const task = await submit(suite, { voters: [first!, third!, fourth!] });
    await passDisputePeriod(suite, task);

    await claim(suite, second!, [task]);

    expect(await escrow.creditOf(second!.signer, native)).to.equal(aggregatorFee);
  });

  it("pays exactly what the task reserved, to the last wei", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { center, escrow, attesters, native, definition } = suite;
    const tasks = await submitFinal(suite, 2);
    const { funds } = await center.taskDefinitionOf(definition);
    const deposit = await center.definitionDeposit();

    for (const attester of attesters) await claim(suite, attester, tasks);

    expect(await escrow.heldBy(center, native)).to.equal(funds + deposit);
    for (const { id } of tasks) {
      const [record, signers] = await center.recordOf(id);
      expect([signers, record.isPerformerSettled, record.isAggregatorPaid]).to.deep.equal([0n, true, true]);
    }
  });

  it("refuses a task that is named twice", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { center, attesters } = suite;
    const [task] = await submitFinal(suite, 1);

    await expect(claim(suite, attesters[2]!, [task!, task!]))
      .to.be.revertedWithCustomError(center, "AttestationNothingOwed")
      .withArgs(task!.id, 2n);
  });

  it("refuses a seat that is another operator's", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { center, attesters, committee } = suite;
    const [task, other] = await submitFinal(suite, 2);
    const [first, second] = attesters;
    const claims = [
      { id: task!.id, seat: 1 },
      { id: other!.id, seat: 0 },
    ];

    await expect(center.claimRewards(first!.operator, claims.slice(0, 1)))
      .to.be.revertedWithCustomError(center, "AttestationNotSeated")
      .withArgs(first!.signer.address, committee, 1n);
    await expect(center.claimRewards(second!.operator, claims))
      .to.be.revertedWithCustomError(center, "AttestationNotSeated")
      .withArgs(second!.signer.address, committee, 0n);
  });

  it("refuses a seat that had no part in the task", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { center, attesters } = suite;
    const task = await submit(suite, { voters: attesters.slice(0, 3) });
    await passDisputePeriod(suite, task);

    await expect(claim(suite, attesters[3]!, [task]))
      .to.be.revertedWithCustomError(center, "AttestationNothingOwed")
      .withArgs(task.id, 3n);
  });

  it("pays nothing before a task is final, and nothing of one that was overturned", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { center, attesters } = suite;
    const task = await submit(suite);

    expect(await center.rewardOf(task.id, 0)).to.equal(0n);
    await expect(claim(suite, attesters[0]!, [task]))
      .to.be.revertedWithCustomError(center, "AttestationWrongStatus")
      .withArgs(task.id, STATUS.Approved);
    await challenge(suite, task);
    await resolve(suite, task);
    await expect(claim(suite, attesters[0]!, [task]))
      .to.be.revertedWithCustomError(center, "AttestationWrongStatus")
      .withArgs(task.id, STATUS.Overturned);
    expect(await center.rewardOf(task.id, 0)).to.equal(0n);
  });

  it("knows nothing of tasks that are none", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { center, committees, attesters } = suite;
    const id = ethers.id("nobody's task");

    await expect(center.claimRewards(attesters[0]!.operator, [{ id, seat: 0 }]))
      .to.be.revertedWithCustomError(committees, "CommitteeNoSuchSeat")
      .withArgs(0n, 0n);
    expect(await center.rewardOf(id, 0)).to.equal(0n);
  });

  it("pays two currencies in one batch, each in its own", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { center, escrow, owner, attesters, native } = suite;
    const token = await (await deployToken(suite)).getAddress();
    const definition = await createDefinition(suite, owner);
    await center.connect(owner).setTaskDefinitionCurrency(definition, token);
    await center.connect(owner).fundTaskDefinition(definition, definitionFunds);
    const info = { taskDefinitionId: definition };
    const tasks = [
      await submit(suite),
      await submit(suite, { info }),
      await submit(suite, { info: { ...info, proofOfTask: "another" } }),
      await submit(suite),
    ];
    await passDisputePeriod(suite, tasks.at(-1)!);
    await networkHelpers.mine(1);

    await claim(suite, attesters[2]!, tasks);

    expect(await escrow.creditOf(attesters[2]!.signer, native)).to.equal(2n * attesterFee);
    expect(await escrow.creditOf(attesters[2]!.signer, token)).to.equal(2n * attesterFee);
  });

  it("pays who has left, and who was jailed: earned is earned", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { escrow, registry, attesters, pool, native } = suite;
    const [task] = await submitFinal(suite, 1);
    await registry.connect(attesters[3]!.signer).leavePool(pool);

    await claim(suite, attesters[3]!, [task!]);

    expect(await escrow.creditOf(attesters[3]!.signer, native)).to.equal(attesterFee);
  });

  it("does nothing for an empty batch", async () => {
    const suite = await networkHelpers.loadFixture(suiteFixture);
    const { escrow, attesters, native } = suite;

    await claim(suite, attesters[0]!, []);

    expect(await escrow.creditOf(attesters[0]!.signer, native)).to.equal(0n);
  });

  describe("given a rejected task", () => {
    /** Seat 0 performed, 1 aggregated and signed, 2 signed. */
    async function rejectedFixture(): Promise<{ suite: AttestationSuite; task: PreparedTask }> {
      const suite = await suiteFixture();
      await agreeOnTerms(suite, suite.attesters);
      const task = await submit(suite, { isApproved: false, voters: suite.attesters.slice(1, 3) });
      await passDisputePeriod(suite, task);
      await networkHelpers.mine(1);
      return { suite, task };
    }

    it("pays attesters and aggregator from what its performer forfeits, and nothing from the definition", async () => {
      const { suite, task } = await networkHelpers.loadFixture(rejectedFixture);
      const { center, escrow, attesters, definition, native } = suite;
      const [, second, third] = attesters;
      const { funds } = await center.taskDefinitionOf(definition);
      await center.slashPerformer(task.id);

      await claim(suite, second!, [task]);
      await claim(suite, third!, [task]);

      expect(await escrow.creditOf(second!.signer, native)).to.equal(attesterFee + aggregatorFee);
      expect(await escrow.creditOf(third!.signer, native)).to.equal(attesterFee);
      expect((await center.taskDefinitionOf(definition)).funds).to.equal(funds);
      expect(await escrow.heldBy(center, native)).to.equal(funds + (await center.definitionDeposit()));
    });

    it("pays its performer nothing", async () => {
      const { suite, task } = await networkHelpers.loadFixture(rejectedFixture);
      const { center, attesters } = suite;
      await center.slashPerformer(task.id);

      expect(await center.rewardOf(task.id, 0)).to.equal(0n);
      await expect(claim(suite, attesters[0]!, [task]))
        .to.be.revertedWithCustomError(center, "AttestationNothingOwed")
        .withArgs(task.id, 0n);
    });

    it("owes nothing until the performer was slashed, and loses nobody's claim meanwhile", async () => {
      const { suite, task } = await networkHelpers.loadFixture(rejectedFixture);
      const { center, attesters } = suite;

      await expect(claim(suite, attesters[2]!, [task]))
        .to.be.revertedWithCustomError(center, "AttestationNothingOwed")
        .withArgs(task.id, 2n);
      await center.slashPerformer(task.id);
      expect(await center.rewardOf(task.id, 2)).to.equal(attesterFee);
    });

    it("pays nobody twice", async () => {
      const { suite, task } = await networkHelpers.loadFixture(rejectedFixture);
      const { center, attesters } = suite;
      await center.slashPerformer(task.id);

      for (const attester of attesters.slice(1, 3)) {
        await claim(suite, attester, [task]);
        await expect(claim(suite, attester, [task]))
          .to.be.revertedWithCustomError(center, "AttestationNothingOwed")
          .withArgs(task.id, attester.seat);
      }
    });

    it("shares what is too little for all by their fees, and leaves no wei behind", async () => {
      const { suite } = await networkHelpers.loadFixture(rejectedFixture);
      const { center, escrow, attesters, native } = suite;
      await agreeOnTerms(suite, attesters, { rejectedPerformerBps: 11n });
      const task = await submit(suite, { isApproved: false, voters: attesters.slice(1) });
      await passDisputePeriod(suite, task);
      await networkHelpers.mine(1);
      await center.slashPerformer(task.id);
      const [event] = await center.queryFilter(center.filters.PerformerPunished(task.id));
      const { forfeited } = event!.args;
      const owed = 3n * attesterFee + aggregatorFee;
      const credits = () => Promise.all(attesters.map(({ signer }) => escrow.creditOf(signer, native)));
      const before = await credits();

      for (const attester of attesters.slice(1)) await claim(suite, attester, [task]);

      const got = (await credits()).map((credit, seat) => credit - before[seat]!);
      const [each, rest] = [(attesterFee * forfeited) / owed, (aggregatorFee * forfeited) / owed];
      const dust = forfeited - 3n * each - rest;
      expect(forfeited).to.be.lessThan(owed);
      expect(dust).to.be.greaterThan(0n);
      expect(got).to.deep.equal([0n, each + rest + dust, each, each]);
    });
  });
});
