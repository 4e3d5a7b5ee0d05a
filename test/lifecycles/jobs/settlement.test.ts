import { expect } from "chai";
import { network } from "hardhat";

import {
  acknowledge,
  assignJob,
  budgetOf,
  creditOf,
  deployJobs,
  draftJob,
  heldOf,
  jobDefaults,
  jobFee,
  type JobSuite,
  matchJob,
  reach,
  reachEnd,
  reachExecution,
  registerJob,
  report,
  reportInTime,
  Selected,
  slotsFor,
  type TestJob,
} from "../../helpers/jobs.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const { executions, reward, failureFee, stake, settings, ad } = jobDefaults;
const share = ((reward - jobFee) * settings.matcherBps) / 10_000n;

describe("JobMarket: settlement", () => {
  const deploy = () => deployJobs(connection);
  const fixture = async (): Promise<JobSuite> => networkHelpers.loadFixture(deploy);
  const stakeOf = async ({ registry }: JobSuite, operator: bigint) => (await registry.stakeOf(operator)).active;
  const reportAll = async (suite: JobSuite, job: TestJob, slot = 0n) => {
    for (let execution = 0n; execution < executions; execution++) await reportInTime(suite, job, { slot, execution });
  };

  describe("settling", () => {
    it("pays processor and matcher, and returns the rest, once all is reported", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      const before = await creditOf(suite, suite.consumer);
      await reportAll(suite, job);
      const earned = jobFee * executions;
      const refund = budgetOf(job) - earned - share * executions;
      await expect(suite.market.connect(suite.stranger).settleJob(job.id, job.terms))
        .to.emit(suite.market, "JobSettled")
        .withArgs(job.id, suite.consumer.address, earned, share * executions, refund);

      expect(await creditOf(suite, suite.processors[0]!.signer)).to.equal(earned);
      expect(await creditOf(suite, suite.matcher)).to.equal(share * executions);
      expect(await creditOf(suite, suite.consumer)).to.equal(before + refund);
      expect(await heldOf(suite)).to.equal(0n);
      expect(await suite.market.statusOf(job.id)).to.equal(4n);
    });

    it("pays each outcome what it earns, to the wei, and counts the silence", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      const { operator, signer } = suite.processors[0]!;
      const before = await creditOf(suite, suite.consumer);
      await reportInTime(suite, job, { execution: 0n });
      await reportInTime(suite, job, { execution: 1n, isSuccess: false });
      await reachEnd(suite, job);
      await suite.market.connect(suite.stranger).settleJob(job.id, job.terms);

      const slashed = (stake * settings.missedBps * 2n) / 10_000n;
      const bounty = (slashed * settings.reporterBps) / 10_000n;
      expect(await creditOf(suite, signer)).to.equal(jobFee + failureFee);
      expect(await creditOf(suite, suite.matcher)).to.equal(share);
      expect(await stakeOf(suite, operator)).to.equal(stake - slashed);
      expect(await creditOf(suite, suite.stranger)).to.equal(bounty);
      const refund = budgetOf(job) - jobFee - failureFee - share;
      expect(await creditOf(suite, suite.consumer)).to.equal(before + refund + jobFee * 2n);
      expect(await heldOf(suite)).to.equal(0n);
    });

    it("needs nobody: what a silent processor did not earn comes back, and stake beside it", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      const before = await creditOf(suite, suite.consumer);
      await reachEnd(suite, job);
      await suite.market.connect(suite.stranger).settleJob(job.id, job.terms);

      // Four executions missed cost twice the share that two do, up to the limit.
      const slashed = (stake * settings.missedBps * executions) / 10_000n;
      expect(await stakeOf(suite, suite.processors[0]!.operator)).to.equal(stake - slashed);
      expect(await creditOf(suite, suite.consumer)).to.equal(before + budgetOf(job) + jobFee * executions);
      expect(await creditOf(suite, suite.matcher)).to.equal(0n);
    });

    it("costs no more than the limit, however many executions are missed in a row", async () => {
      const suite = await fixture();
      const start = (await draftJob(suite)).schedule;
      const schedule = { ...start, endTime: start.startTime + 99n * start.interval + 1n };
      const job = await assignJob(suite, { schedule });
      await reachEnd(suite, job);
      await suite.market.settleJob(job.id, job.terms);
      const slashed = (stake * settings.missedLimitBps) / 10_000n;
      expect(await stakeOf(suite, suite.processors[0]!.operator)).to.equal(stake - slashed);
    });

    it("waits for the last window of each slot, its delay included", async () => {
      const suite = await fixture();
      const [one, two] = slotsFor(suite, 2n);
      const job = await assignJob(suite, { slots: 2n }, [one!, { ...two!, startDelay: 4_000n }]);
      await reportAll(suite, job);
      const [, closesAt] = await suite.market.windowOf(job.id, job.terms, 1n, executions - 1n);
      await networkHelpers.time.setNextBlockTimestamp(closesAt / 1_000n - 1n);
      await expect(suite.market.settleJob(job.id, job.terms))
        .to.be.revertedWithCustomError(suite.market, "JobNotOver")
        .withArgs(job.id, closesAt - 1_000n, closesAt);
      expect(await suite.market.clockStatusOf(job.id, job.terms)).to.equal(3n);
      await networkHelpers.time.increaseTo(closesAt / 1_000n);
      expect(await suite.market.clockStatusOf(job.id, job.terms)).to.equal(4n);
      await suite.market.settleJob(job.id, job.terms);
    });

    it("pays nobody twice", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      await reportAll(suite, job);
      await suite.market.settleJob(job.id, job.terms);
      await expect(suite.market.settleJob(job.id, job.terms))
        .to.be.revertedWithCustomError(suite.market, "JobBadMove")
        .withArgs(job.id, 4n, 4n);
      await expect(suite.market.collectPay(job.id, job.terms, 0n))
        .to.be.revertedWithCustomError(suite.market, "JobWrongStatus")
        .withArgs(job.id, 4n, 3n);
    });

    it("pays no matcher where the consumer matched", async () => {
      const suite = await fixture();
      const processors = [suite.processors[0]!.operator];
      const job = await registerJob(suite, { access: Selected, processors }, slotsFor(suite));
      await acknowledge(suite, job, 0n);
      const before = await creditOf(suite, suite.consumer);
      await reportAll(suite, job);
      await suite.market.settleJob(job.id, job.terms);
      expect(await creditOf(suite, suite.consumer)).to.equal(before + budgetOf(job) - jobFee * executions);
    });

    it("of work for nothing moves no money, no stake and no score", async () => {
      const suite = await fixture();
      const { operator, signer } = suite.processors[0]!;
      const prices = { baseFee: 0n, feePerMillisecond: 0n, feePerByte: 0n };
      await suite.market.connect(signer).advertise({ ...ad, ...prices }, []);
      const score = await suite.reputation.scoreOf(operator);
      const job = await assignJob(suite, { access: Selected, processors: [operator], reward: 0n, failureFee: 0n });
      await reportInTime(suite, job);
      await reachEnd(suite, job);
      await suite.market.settleJob(job.id, job.terms);
      expect(await suite.market.statusOf(job.id)).to.equal(4n);
      expect(await stakeOf(suite, operator)).to.equal(stake);
      expect(await suite.reputation.scoreOf(operator)).to.equal(score);
    });

    it("goes on when governance approves of the market no longer, or a processor left long ago", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      await suite.registry.connect(suite.processors[0]!.signer).leavePool(await suite.market.pool());
      await networkHelpers.time.increase(40n * 86_400n);
      await suite.market.settleJob(job.id, job.terms);
      expect(await stakeOf(suite, suite.processors[0]!.operator)).to.equal(stake);
      expect(await heldOf(suite)).to.equal(0n);
    });
  });

  describe("collecting", () => {
    it("pays so far, once, and the settlement pays what follows", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      const { signer, operator } = suite.processors[0]!;
      await reportInTime(suite, job, { execution: 0n });
      await expect(suite.market.connect(suite.stranger).collectPay(job.id, job.terms, 0n))
        .to.emit(suite.market, "SlotPaid")
        .withArgs(job.id, operator, 0n, signer.address, jobFee);
      expect(await creditOf(suite, signer)).to.equal(jobFee);
      expect(await suite.market.collectedOf(job.id, 0n)).to.equal(jobFee);
      await expect(suite.market.collectPay(job.id, job.terms, 0n))
        .to.be.revertedWithCustomError(suite.market, "JobNothingToCollect")
        .withArgs(job.id, 0n);

      for (let execution = 1n; execution < executions; execution++) await reportInTime(suite, job, { execution });
      await suite.market.settleJob(job.id, job.terms);
      expect(await creditOf(suite, signer)).to.equal(jobFee * executions);
      expect(await heldOf(suite)).to.equal(0n);
    });
  });

  describe("counting silence", () => {
    it("costs each execution its share, and whoever counted gets a part", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      const { operator } = suite.processors[0]!;
      const score = await suite.reputation.scoreOf(operator);
      const [, until] = await suite.market.windowOf(job.id, job.terms, 0n, 1n);
      await reach(suite, until / 1_000n);
      await expect(suite.market.connect(suite.stranger).countMissed(job.id, job.terms, 0n))
        .to.emit(suite.market, "ExecutionsMissed")
        .withArgs(job.id, operator, 0n, 0n, 2n);
      const slashed = (stake * settings.missedBps * 2n) / 10_000n;
      expect(await stakeOf(suite, operator)).to.equal(stake - slashed);
      expect(await creditOf(suite, suite.stranger)).to.equal((slashed * settings.reporterBps) / 10_000n);
      expect(await suite.reputation.scoreOf(operator)).to.be.lessThan(score);
    });

    it("counts none twice, and none that may still be reported", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      const [, until] = await suite.market.windowOf(job.id, job.terms, 0n, 0n);
      await networkHelpers.time.setNextBlockTimestamp(until / 1_000n - 1n);
      await expect(suite.market.countMissed(job.id, job.terms, 0n))
        .to.be.revertedWithCustomError(suite.market, "JobNothingMissed")
        .withArgs(job.id, 0n, 0n, 0n);
      await networkHelpers.time.setNextBlockTimestamp(until / 1_000n);
      await suite.market.countMissed(job.id, job.terms, 0n);
      await expect(suite.market.countMissed(job.id, job.terms, 0n))
        .to.be.revertedWithCustomError(suite.market, "JobNothingMissed")
        .withArgs(job.id, 0n, 1n, 1n);
    });

    it("looks at slots that there are", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      await expect(suite.market.countMissed(job.id, job.terms, 1n))
        .to.be.revertedWithCustomError(suite.market, "JobBadSlots")
        .withArgs(1n, 1n);
    });
  });

  describe("cancelling", () => {
    it("returns all of an open job, to its consumer at once", async () => {
      const suite = await fixture();
      const before = await creditOf(suite, suite.consumer);
      const job = await registerJob(suite);
      await suite.market.connect(suite.consumer).cancelJob(job.id, job.terms);
      expect(await creditOf(suite, suite.consumer)).to.equal(before);
      expect(await suite.market.statusOf(job.id)).to.equal(5n);
    });

    it("of an open job is anyone's once its start has passed, and no second before", async () => {
      const suite = await fixture();
      const before = await creditOf(suite, suite.consumer);
      const job = await registerJob(suite);
      const { startTime } = job.terms.schedule;
      await networkHelpers.time.setNextBlockTimestamp(startTime / 1_000n - 1n);
      await expect(suite.market.connect(suite.stranger).cancelJob(job.id, job.terms))
        .to.be.revertedWithCustomError(suite.market, "JobNotExpired")
        .withArgs(job.id, startTime - 1_000n, startTime);
      await networkHelpers.time.increaseTo(startTime / 1_000n);
      expect(await suite.market.clockStatusOf(job.id, job.terms)).to.equal(5n);
      await suite.market.connect(suite.stranger).cancelJob(job.id, job.terms);
      expect(await creditOf(suite, suite.consumer)).to.equal(before);
    });

    it("of what is matched or assigned is the consumer's", async () => {
      const suite = await fixture();
      const job = await registerJob(suite);
      await matchJob(suite, job);
      await expect(suite.market.connect(suite.stranger).cancelJob(job.id, job.terms))
        .to.be.revertedWithCustomError(suite.market, "JobNotConsumer")
        .withArgs(suite.consumer.address, suite.stranger.address);
    });

    it("pays each slot that acknowledged one execution, and frees everyone", async () => {
      const suite = await fixture();
      const job = await registerJob(suite, { slots: 2n });
      await matchJob(suite, job);
      await acknowledge(suite, job, 1n);
      const before = await creditOf(suite, suite.consumer);
      await suite.market.connect(suite.consumer).cancelJob(job.id, job.terms);
      expect(await creditOf(suite, suite.processors[0]!.signer)).to.equal(0n);
      expect(await creditOf(suite, suite.processors[1]!.signer)).to.equal(jobFee);
      expect(await creditOf(suite, suite.consumer)).to.equal(before + budgetOf(job) - jobFee);
      for (const { operator } of suite.processors) {
        expect((await suite.market.offerOf(operator)).lanes).to.equal(0n);
      }
    });

    it("pays one execution beyond what was done, what was collected aside", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      await reportInTime(suite, job);
      await suite.market.collectPay(job.id, job.terms, 0n);
      await reportInTime(suite, job, { execution: 1n });
      await suite.market.connect(suite.consumer).cancelJob(job.id, job.terms);
      expect(await creditOf(suite, suite.processors[0]!.signer)).to.equal(jobFee * 3n);
      expect(await creditOf(suite, suite.matcher)).to.equal(share * 2n);
      expect(await heldOf(suite)).to.equal(0n);
    });

    it("pays nothing beyond where nothing is left to do", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      await reportAll(suite, job);
      await suite.market.connect(suite.consumer).cancelJob(job.id, job.terms);
      expect(await creditOf(suite, suite.processors[0]!.signer)).to.equal(jobFee * executions);
    });

    it("counts what was missed until then", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      const { operator } = suite.processors[0]!;
      await reachExecution(suite, job, 2n);
      await suite.market.connect(suite.consumer).cancelJob(job.id, job.terms);
      expect(await stakeOf(suite, operator)).to.equal(stake - (stake * settings.missedBps * 2n) / 10_000n);
    });

    it("leaves what another job has taken in the meantime", async () => {
      const suite = await fixture();
      const one = await assignJob(suite);
      await networkHelpers.time.increaseTo(one.terms.schedule.endTime / 1_000n + 20n);
      const other = await registerJob(suite);
      await matchJob(suite, other);
      await suite.market.connect(suite.consumer).cancelJob(one.id, one.terms);
      expect((await suite.market.offerOf(suite.processors[0]!.operator)).lanes).to.equal(1n);
    });
  });

  it("reports to no job that has ended", async () => {
    const suite = await fixture();
    const job = await assignJob(suite);
    await reachExecution(suite, job, 0n);
    await suite.market.connect(suite.consumer).cancelJob(job.id, job.terms);
    await expect(report(suite, job))
      .to.be.revertedWithCustomError(suite.market, "JobWrongStatus")
      .withArgs(job.id, 5n, 3n);
  });
});
