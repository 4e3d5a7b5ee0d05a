import { expect } from "chai";
import { network } from "hardhat";

import { countExecutions } from "../../../sdk/jobs/countExecutions.ts";
import { scheduleFor } from "../../../sdk/jobs/scheduleFor.ts";
import {
  acknowledge,
  assignJob,
  budgetOf,
  creditOf,
  deployJobs,
  detailsOf,
  draftJob,
  heldOf,
  jobDefaults,
  jobFee,
  type JobSuite,
  matchJob,
  reach,
  reachEnd,
  registerJob,
  report,
  reportInTime,
  Selected,
} from "../../helpers/jobs.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const { interval, duration, executions, settings, reward, stake, maxStartDelay } = jobDefaults;
/** Gas of a match with a full processor; the budget of one that is the worst known is 1.2 million. */
const WORST_MATCH_GAS = 1_200_000n;
const HALF = 5n * 10n ** 17n;
const MEMORY = 98n;

/** The known defects of the system that the jobs lifecycle is after; each returns as a failing test. */
describe("JobMarket: known defects", () => {
  const deploy = () => deployJobs(connection);
  const fixture = async (): Promise<JobSuite> => networkHelpers.loadFixture(deploy);
  const first = ({ processors }: JobSuite) => processors[0]!;

  it("a dead processor does not brick a job: it is matched again, and done", async () => {
    const suite = await fixture();
    const job = await registerJob(suite);
    await matchJob(suite, job);
    const { matchedAt } = await suite.market.jobOf(job.id);
    await reach(suite, matchedAt + settings.ackWindow);
    await suite.market.connect(suite.stranger).releaseUnacknowledged(job.id, job.terms);
    await matchJob(suite, job, [{ processor: suite.processors[1]!.operator, startDelay: 0n }]);
    await acknowledge(suite, job, 0n);
    expect(await suite.market.statusOf(job.id)).to.equal(3n);
  });

  it("a matcher earns nothing by proposing the dead", async () => {
    const suite = await fixture();
    const job = await assignJob(suite);
    await reachEnd(suite, job);
    await suite.market.connect(suite.stranger).settleJob(job.id, job.terms);
    expect(await creditOf(suite, suite.matcher)).to.equal(0n);
  });

  it("a matcher cannot choose a delay that the job does not allow", async () => {
    const suite = await fixture();
    const job = await registerJob(suite);
    const slot = { processor: first(suite).operator, startDelay: maxStartDelay + 1n };
    await expect(matchJob(suite, job, [slot]))
      .to.be.revertedWithCustomError(suite.market, "JobDelayTooLong")
      .withArgs(slot.processor, slot.startDelay, maxStartDelay);
  });

  describe("double booking", () => {
    /** Milliseconds from the start of four executions of ten in fifty seconds; the window of one other. */
    const cases = [
      ["a query that starts in a gap and ends in a later execution", 15_000n, 40_000n],
      ["a query that starts in a gap and ends in a later gap", 15_000n, 50_000n],
      ["a query that spans several periods", 12_000n, 120_000n],
      ["a query that starts before the schedule and ends in a gap", -20_000n, 70_000n],
      ["a query over all of it", -20_000n, 400_000n],
    ] as const;
    for (const [title, offset, length] of cases) {
      it(`is seen through for ${title}`, async () => {
        const suite = await fixture();
        const { startTime } = (await draftJob(suite)).schedule;
        const schedule = scheduleFor({ startTime, interval: 50_000n, duration: 10_000n, executions: 4n });
        await matchJob(suite, await registerJob(suite, { schedule }));
        const single = { startTime: startTime + offset, duration: length, interval: length + 1n, executions: 1n };
        const other = await registerJob(suite, { schedule: scheduleFor(single), reward: reward * 100n });
        await expect(matchJob(suite, other))
          .to.be.revertedWithCustomError(suite.market, "JobScheduleOverlap")
          .withArgs(first(suite).operator, 0n);
      });
    }
  });

  describe("a report", () => {
    it("of the first execution before its start earns nothing", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      const [from, until] = await suite.market.windowOf(job.id, job.terms, 0n, 0n);
      await networkHelpers.time.setNextBlockTimestamp(from / 1_000n - 1n);
      await expect(report(suite, job))
        .to.be.revertedWithCustomError(suite.market, "JobOutsideWindow")
        .withArgs(job.id, 0n, from - 1_000n, from, until);
    });

    it("of the last execution long after it earns nothing", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      const [from, until] = await suite.market.windowOf(job.id, job.terms, 0n, executions - 1n);
      await networkHelpers.time.setNextBlockTimestamp(until / 1_000n + 86_400n);
      await expect(report(suite, job, { execution: executions - 1n }))
        .to.be.revertedWithCustomError(suite.market, "JobOutsideWindow")
        .withArgs(job.id, executions - 1n, until + 86_400_000n, from, until);
    });

    it("of an execution just before the next one's start earns nothing", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      const [next] = await suite.market.windowOf(job.id, job.terms, 0n, 1n);
      const [from, until] = await suite.market.windowOf(job.id, job.terms, 0n, 0n);
      await networkHelpers.time.setNextBlockTimestamp(next / 1_000n - 1n);
      await expect(report(suite, job))
        .to.be.revertedWithCustomError(suite.market, "JobOutsideWindow")
        .withArgs(job.id, 0n, next - 1_000n, from, until);
    });

    it("of a failure is neither paid nor scored like a success", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      const neutral = await suite.reputation.scoreOf(first(suite).operator);
      await reportInTime(suite, job, { isSuccess: false });
      await suite.market.collectPay(job.id, job.terms, 0n);
      expect(await creditOf(suite, first(suite).signer)).to.equal(jobDefaults.failureFee);
      expect(await suite.reputation.scoreOf(first(suite).operator)).to.be.lessThan(neutral);
    });

    it("of a success counts once, not as often as there were successes before", async () => {
      const suite = await fixture();
      const job = await assignJob(suite);
      await reportInTime(suite, job, { execution: 0n });
      await reportInTime(suite, job, { execution: 1n });
      const [successes] = await suite.reputation.evidenceOf(first(suite).operator);
      expect(successes).to.equal((HALF * MEMORY) / 100n + HALF);
    });
  });

  it("silence is penalized without the silent's help", async () => {
    const suite = await fixture();
    const job = await assignJob(suite);
    const neutral = await suite.reputation.scoreOf(first(suite).operator);
    await reachEnd(suite, job);
    await suite.market.connect(suite.stranger).countMissed(job.id, job.terms, 0n);
    expect(await suite.reputation.scoreOf(first(suite).operator)).to.be.lessThan(neutral);
    expect((await suite.registry.stakeOf(first(suite).operator)).active).to.be.lessThan(stake);
  });

  it("unspent money comes back without the consumer's help", async () => {
    const suite = await fixture();
    const before = await creditOf(suite, suite.consumer);
    const job = await assignJob(suite);
    for (let execution = 0n; execution < executions; execution++) await reportInTime(suite, job, { execution });
    await suite.market.connect(suite.stranger).settleJob(job.id, job.terms);
    const share = ((reward - jobFee) * settings.matcherBps) / 10_000n;
    expect(before - (await creditOf(suite, suite.consumer))).to.equal((jobFee + share) * executions);
    expect(await heldOf(suite)).to.equal(0n);
  });

  it("a complete job costs no execution more", async () => {
    const suite = await fixture();
    const job = await assignJob(suite);
    for (let execution = 0n; execution < executions; execution++) await reportInTime(suite, job, { execution });
    await suite.market.connect(suite.consumer).cancelJob(job.id, job.terms);
    expect(await creditOf(suite, first(suite).signer)).to.equal(jobFee * executions);
  });

  it("the end cannot be announced by a stranger while the job runs", async () => {
    const suite = await fixture();
    const job = await assignJob(suite);
    const [, closesAt] = await suite.market.windowOf(job.id, job.terms, 0n, executions - 1n);
    const time = BigInt(await networkHelpers.time.latest()) + 1n;
    await networkHelpers.time.setNextBlockTimestamp(time);
    await expect(suite.market.connect(suite.stranger).settleJob(job.id, job.terms))
      .to.be.revertedWithCustomError(suite.market, "JobNotOver")
      .withArgs(job.id, time * 1_000n, closesAt);
  });

  it("an empty list never makes a private job public", async () => {
    const suite = await fixture();
    const terms = await draftJob(suite, { access: Selected });
    await expect(suite.market.connect(suite.consumer).registerJob(terms, detailsOf(), []))
      .to.be.revertedWithCustomError(suite.market, "JobBadAccess")
      .withArgs(BigInt(Selected), 0n);
  });

  it("N executions are N, locked and counted", async () => {
    const suite = await fixture();
    for (const count of [1n, 2n, 7n, 6_308_000n]) {
      const schedule = scheduleFor({ startTime: 2n ** 42n, interval, duration, executions: count });
      expect(countExecutions(schedule)).to.equal(count);
      const terms = await draftJob(suite, { schedule });
      expect(await suite.market.getFunction("budgetOf")(terms)).to.equal(reward * count);
      expect(budgetOf({ id: "", terms, processors: [] })).to.equal(reward * count);
    }
  });

  it("a job is acknowledged by all, or binds nobody", async () => {
    const suite = await fixture();
    const job = await registerJob(suite, { slots: 2n });
    await matchJob(suite, job);
    await acknowledge(suite, job, 0n);
    await networkHelpers.time.increaseTo(job.terms.schedule.startTime / 1_000n);
    await expect(report(suite, job))
      .to.be.revertedWithCustomError(suite.market, "JobWrongStatus")
      .withArgs(job.id, 2n, 3n);
  });

  it("a full processor with year-long schedules costs a bounded match", async () => {
    const suite = await fixture();
    const { startTime } = (await draftJob(suite)).schedule;
    await suite.market
      .connect(first(suite).signer)
      .advertise({ ...jobDefaults.ad, windowDelta: 100_000_000_000n, baseFee: 1n, feePerMillisecond: 0n }, []);
    const commit = async (lane: bigint) => {
      const schedule = scheduleFor({
        startTime: startTime + lane * 150n,
        interval: 5_000n,
        duration: 150n,
        executions: 6_307_200n,
      });
      return (await matchJob(suite, await registerJob(suite, { schedule, reward: 1n, failureFee: 0n }))).wait();
    };
    for (let lane = 0n; lane < 31n; lane++) await commit(lane);
    expect((await commit(31n))!.gasUsed).to.be.lessThan(WORST_MATCH_GAS);
  });

  it("what is over makes room, without anybody cleaning up", async () => {
    const suite = await fixture();
    const one = await assignJob(suite);
    await networkHelpers.time.increaseTo(one.terms.schedule.endTime / 1_000n + duration);
    const other = await registerJob(suite);
    await matchJob(suite, other);
    expect((await suite.market.offerOf(first(suite).operator)).lanes).to.equal(1n);
  });
});
