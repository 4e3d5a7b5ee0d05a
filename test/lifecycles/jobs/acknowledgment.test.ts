import { expect } from "chai";
import { network } from "hardhat";

import { assignmentLeaf } from "../../../sdk/jobs/assignmentLeaf.ts";
import {
  acknowledge,
  assignJob,
  budgetOf,
  creditOf,
  deployJobs,
  heldOf,
  jobDefaults,
  jobFee,
  type JobSuite,
  matchJob,
  reach,
  registerJob,
} from "../../helpers/jobs.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;

const { settings, stake } = jobDefaults;

describe("JobMarket: acknowledgment", () => {
  const deploy = () => deployJobs(connection);
  const fixture = async (): Promise<JobSuite> => networkHelpers.loadFixture(deploy);
  const matched = async (slots = 2n) => {
    const suite = await fixture();
    const job = await registerJob(suite, { slots });
    await matchJob(suite, job);
    const { matchedAt } = await suite.market.jobOf(job.id);
    return { suite, job, deadline: matchedAt + settings.ackWindow };
  };

  it("assigns the job when the last slot acknowledged, and not before", async () => {
    const { suite, job } = await matched();
    await acknowledge(suite, job, 1n);
    expect(await suite.market.statusOf(job.id)).to.equal(2n);
    await expect(acknowledge(suite, job, 0n))
      .to.emit(suite.market, "JobMoved")
      .withArgs(job.id, 2n, 3n);
    expect((await suite.market.jobOf(job.id)).acknowledged).to.equal(3n);
  });

  it("tells the assignment's leaf, as anyone can compute it", async () => {
    const { suite, job } = await matched();
    const { chainId } = await ethers.provider.getNetwork();
    const processor = suite.processors[0]!;
    const leaf = assignmentLeaf({
      homeChainId: chainId,
      market: await suite.market.getAddress(),
      job: job.id,
      slot: 0n,
      processor: processor.signer.address,
      chainId: 0n,
      target: job.terms.destination.target,
      gasLimit: 0n,
      start: job.terms.schedule.startTime,
      interval: jobDefaults.interval,
      window: jobDefaults.duration + settings.reportTolerance,
      count: jobDefaults.executions,
    });
    await expect(acknowledge(suite, job, 0n))
      .to.emit(suite.market, "SlotAcknowledged")
      .withArgs(job.id, processor.operator, 0n, leaf);
  });

  it("is the slot's processor's, once", async () => {
    const { suite, job } = await matched();
    for (const caller of [suite.stranger, suite.processors[1]!.signer]) {
      await expect(suite.market.connect(caller).acknowledge(job.id, job.terms, 0n))
        .to.be.revertedWithCustomError(suite.market, "JobNotProcessor")
        .withArgs(job.id, 0n, caller.address);
    }
    await expect(suite.market.connect(suite.stranger).acknowledge(job.id, job.terms, 9n))
      .to.be.revertedWithCustomError(suite.market, "JobNotProcessor")
      .withArgs(job.id, 9n, suite.stranger.address);
    await acknowledge(suite, job, 0n);
    await expect(acknowledge(suite, job, 0n))
      .to.be.revertedWithCustomError(suite.market, "JobAlreadyAcknowledged")
      .withArgs(job.id, 0n);
  });

  it("is possible until the deadline, and no second longer", async () => {
    const { suite, job, deadline } = await matched();
    await networkHelpers.time.setNextBlockTimestamp(deadline - 1n);
    await acknowledge(suite, job, 0n);
    await expect(acknowledge(suite, job, 1n))
      .to.be.revertedWithCustomError(suite.market, "JobDeadlinePassed")
      .withArgs(job.id, deadline, deadline);
  });

  it("cannot be released before the deadline", async () => {
    const { suite, job, deadline } = await matched();
    await networkHelpers.time.setNextBlockTimestamp(deadline - 1n);
    await expect(suite.market.connect(suite.stranger).releaseUnacknowledged(job.id, job.terms))
      .to.be.revertedWithCustomError(suite.market, "JobDeadlineAhead")
      .withArgs(job.id, deadline - 1n, deadline);
  });

  describe("declining", () => {
    it("opens the job again, frees everyone, and costs nothing", async () => {
      const { suite, job } = await matched();
      await acknowledge(suite, job, 1n);
      const { signer, operator } = suite.processors[0]!;
      await expect(suite.market.connect(signer).decline(job.id, job.terms, 0n))
        .to.emit(suite.market, "SlotDeclined")
        .withArgs(job.id, operator, 0n);

      expect(await suite.market.statusOf(job.id)).to.equal(1n);
      for (const processor of suite.processors.slice(0, 2)) {
        expect((await suite.market.offerOf(processor.operator)).lanes).to.equal(0n);
        expect((await suite.registry.stakeOf(processor.operator)).active).to.equal(stake);
      }
      expect(await heldOf(suite)).to.equal(budgetOf(job));
    });

    it("is too late after the acknowledgment, and after the deadline", async () => {
      const { suite, job, deadline } = await matched();
      const market = suite.market.connect(suite.processors[0]!.signer);
      await acknowledge(suite, job, 0n);
      await expect(market.decline(job.id, job.terms, 0n))
        .to.be.revertedWithCustomError(market, "JobAlreadyAcknowledged")
        .withArgs(job.id, 0n);
      await reach(suite, deadline);
      await expect(market.decline(job.id, job.terms, 0n))
        .to.be.revertedWithCustomError(market, "JobDeadlinePassed")
        .withArgs(job.id, deadline, deadline);
    });
  });

  describe("silence", () => {
    it("opens the job again and costs the silent a little stake and reputation, and nobody else", async () => {
      const { suite, job, deadline } = await matched();
      await acknowledge(suite, job, 1n);
      const [before, score] = [
        await creditOf(suite, suite.consumer),
        await suite.reputation.scoreOf(suite.processors[0]!.operator),
      ];
      await reach(suite, deadline);
      expect(await suite.market.statusOf(job.id)).to.equal(2n);
      await expect(suite.market.connect(suite.stranger).releaseUnacknowledged(job.id, job.terms))
        .to.emit(suite.market, "SlotUnacknowledged")
        .withArgs(job.id, suite.processors[0]!.operator, 0n);

      const slashed = (stake * settings.silenceBps) / 10_000n;
      const bounty = (slashed * settings.reporterBps) / 10_000n;
      expect(await suite.market.statusOf(job.id)).to.equal(1n);
      expect((await suite.registry.stakeOf(suite.processors[0]!.operator)).active).to.equal(stake - slashed);
      expect((await suite.registry.stakeOf(suite.processors[1]!.operator)).active).to.equal(stake);
      expect(await creditOf(suite, suite.stranger)).to.equal(bounty);
      // The loss is one execution's price, no more.
      expect((await creditOf(suite, suite.consumer)) - before).to.equal(jobFee);
      expect(await creditOf(suite, suite.treasury)).to.equal(slashed - bounty - jobFee);
      expect(await suite.reputation.scoreOf(suite.processors[0]!.operator)).to.be.lessThan(score);
      expect(await suite.reputation.scoreOf(suite.processors[1]!.operator)).to.equal(score);
    });

    it("reads Open from the deadline on, before anybody has called", async () => {
      const { suite, job, deadline } = await matched();
      await networkHelpers.time.increaseTo(deadline);
      expect(await suite.market.statusOf(job.id)).to.equal(1n);
    });

    it("does not brick the job: others can be matched, and the silent as well", async () => {
      const { suite, job, deadline } = await matched();
      await reach(suite, deadline);
      await suite.market.releaseUnacknowledged(job.id, job.terms);
      await matchJob(suite, job);
      await acknowledge(suite, job, 0n);
      await acknowledge(suite, job, 1n);
      expect(await suite.market.statusOf(job.id)).to.equal(3n);
      expect((await suite.market.jobOf(job.id)).round).to.equal(2n);
    });

    it("costs each time: a second silence is another offence", async () => {
      const { suite, job, deadline } = await matched(1n);
      await reach(suite, deadline);
      await suite.market.releaseUnacknowledged(job.id, job.terms);
      await matchJob(suite, job);
      const { matchedAt } = await suite.market.jobOf(job.id);
      await reach(suite, matchedAt + settings.ackWindow);
      await suite.market.releaseUnacknowledged(job.id, job.terms);

      const once = stake - (stake * settings.silenceBps) / 10_000n;
      const twice = once - (once * settings.silenceBps) / 10_000n;
      expect((await suite.registry.stakeOf(suite.processors[0]!.operator)).active).to.equal(twice);
    });

    it("runs also when governance approves of the market no longer, and then costs nothing", async () => {
      const { suite, job, deadline } = await matched();
      await suite.registry.setMarket(suite.market, false);
      await reach(suite, deadline);
      await suite.market.releaseUnacknowledged(job.id, job.terms);
      expect((await suite.registry.stakeOf(suite.processors[0]!.operator)).active).to.equal(stake);
      expect(await suite.market.statusOf(job.id)).to.equal(1n);
    });
  });

  it("binds nobody once the job is assigned, but by its reports", async () => {
    const suite = await fixture();
    const job = await assignJob(suite);
    await expect(suite.market.connect(suite.processors[0]!.signer).decline(job.id, job.terms, 0n))
      .to.be.revertedWithCustomError(suite.market, "JobWrongStatus")
      .withArgs(job.id, 3n, 2n);
  });
});
