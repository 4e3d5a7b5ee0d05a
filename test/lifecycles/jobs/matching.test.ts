import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { network } from "hardhat";

import { hashProcessors } from "../../../sdk/jobs/hashProcessors.ts";
import { type BuildJobTermsParameters, JobRuntime, NO_NEEDS } from "../../../sdk/jobs/jobTerms.ts";
import { scheduleFor } from "../../../sdk/jobs/scheduleFor.ts";
import {
  acknowledge,
  deployJobs,
  draftJob,
  jobDefaults,
  jobFee,
  type JobSuite,
  matchJob,
  Personal,
  registerJob,
  Selected,
  slotsFor,
  type TestAd,
  timeOf,
} from "../../helpers/jobs.ts";

const connection = await network.create();
const { networkHelpers } = connection;

const LANES = 32n;
const NEUTRAL_SCORE = 509_803n;
const { ad, interval, duration, executions, maxStartDelay, reward } = jobDefaults;

describe("JobMarket: matching", () => {
  const deploy = () => deployJobs(connection);
  const fixture = async (): Promise<JobSuite> => networkHelpers.loadFixture(deploy);
  const first = ({ processors }: JobSuite) => processors[0]!;
  const advertise = async (suite: JobSuite, changes: Partial<TestAd>, consumers: string[] = []) =>
    suite.market.connect(first(suite).signer).advertise({ ...ad, ...changes }, consumers);

  describe("a fit", () => {
    it("freezes the price of each slot, and commits each processor", async () => {
      const suite = await fixture();
      const job = await registerJob(suite, { slots: 2n, needs: { ...NO_NEEDS, storageBytes: 100n } });
      const fee = jobFee + ad.feePerByte * 100n;
      const slots = slotsFor(suite, 2n).map((slot) => ({ ...slot, startDelay: 7n }));

      const transaction = matchJob(suite, job, slots);
      await expect(transaction).to.emit(suite.market, "JobMoved").withArgs(job.id, 1n, 2n);
      await expect(transaction)
        .to.emit(suite.market, "SlotMatched")
        .withArgs(job.id, suite.processors[1]!.operator, 1n, 7n, 0n, fee, suite.matcher.address);
      const slot = await suite.market.slotOf(job.id, 1n);
      expect([slot.processor, slot.startDelay, slot.fee]).to.deep.equal([suite.processors[1]!.operator, 7n, fee]);
      const { lanes, storageUsed } = await suite.market.offerOf(suite.processors[1]!.operator);
      expect([lanes, storageUsed]).to.deep.equal([1n, 100n]);
      const commitment = await suite.market.commitmentAt(suite.processors[1]!.operator, 0n);
      expect([commitment.start, commitment.count]).to.deep.equal([job.terms.schedule.startTime + 7n, executions]);
    });

    it("stays as it was agreed when the advertisement changes", async () => {
      const suite = await fixture();
      const job = await registerJob(suite);
      await matchJob(suite, job);
      await advertise(suite, { baseFee: ad.baseFee * 2n });
      expect((await suite.market.slotOf(job.id, 0n)).fee).to.equal(jobFee);
    });

    it("takes executions that touch those of another job on both sides", async () => {
      const suite = await fixture();
      const one = await registerJob(suite);
      const start = one.terms.schedule.startTime;
      const schedule = scheduleFor({
        startTime: start + duration,
        interval,
        duration: interval - duration,
        executions,
      });
      const other = await registerJob(suite, { schedule, reward: reward * 10n });
      await matchJob(suite, one);
      await matchJob(suite, other);
      expect((await suite.market.offerOf(first(suite).operator)).lanes).to.equal(3n);
    });

    it("makes room for itself where commitments are over", async () => {
      const suite = await fixture();
      const one = await registerJob(suite, {
        needs: { ...NO_NEEDS, storageBytes: ad.storageCapacity },
        reward: reward * 10n,
      });
      await matchJob(suite, one);
      await acknowledge(suite, one, 0n);
      await networkHelpers.time.increaseTo(one.terms.schedule.endTime / 1_000n + duration);
      const other = await registerJob(suite, { needs: { ...NO_NEEDS, storageBytes: 1n } });
      await matchJob(suite, other);
      const { lanes, storageUsed } = await suite.market.offerOf(first(suite).operator);
      expect([lanes, storageUsed]).to.deep.equal([1n, 1n]);
    });

    it("starts a job on demand when the time to acknowledge is over", async () => {
      const suite = await fixture();
      const endTime = ((await timeOf(suite)) + 1_000n) * 1_000n;
      const schedule = { startTime: 0n, endTime, interval: 0n, duration, maxStartDelay: 0n };
      const job = await registerJob(suite, { schedule });
      await matchJob(suite, job);
      const [from] = await suite.market.windowOf(job.id, job.terms, 0n, 0n);
      const { matchedAt } = await suite.market.jobOf(job.id);
      expect(from).to.equal((matchedAt + jobDefaults.settings.ackWindow) * 1_000n);
    });
  });

  describe("who is allowed", () => {
    it("takes selected processors, and no others", async () => {
      const suite = await fixture();
      const named = [first(suite).operator];
      const job = await registerJob(suite, { access: Selected, processors: named });
      const other = suite.processors[1]!.operator;
      await expect(matchJob(suite, job, [{ processor: other, startDelay: 0n }]))
        .to.be.revertedWithCustomError(suite.market, "JobProcessorNotAllowed")
        .withArgs(other);
      await matchJob(suite, job);
      expect(await suite.market.statusOf(job.id)).to.equal(2n);
    });

    it("takes another list than the job's for no list", async () => {
      const suite = await fixture();
      const job = await registerJob(suite, { access: Selected, processors: [first(suite).operator] });
      const other = { ...job, processors: [suite.processors[1]!.operator] };
      await expect(matchJob(suite, other))
        .to.be.revertedWithCustomError(suite.market, "JobWrongProcessors")
        .withArgs(hashProcessors(other.processors), hashProcessors(job.processors));
    });

    it("calls a processor personal only where it serves the consumer by name", async () => {
      const suite = await fixture();
      const job = await registerJob(suite, { access: Personal, processors: [first(suite).operator] });
      await expect(matchJob(suite, job))
        .to.be.revertedWithCustomError(suite.market, "JobProcessorNotAllowed")
        .withArgs(first(suite).operator);

      await advertise(suite, { isRestricted: true }, [suite.consumer.address]);
      await matchJob(suite, job);
      expect(await suite.market.servesByName(first(suite).operator, suite.consumer.address)).to.equal(true);
    });

    it("calls a processor personal that the consumer controls", async () => {
      const suite = await fixture();
      const owner = first(suite);
      const terms = await draftJob(suite, {
        consumer: owner.signer.address,
        access: Personal,
        processors: [owner.operator],
        reward: 0n,
        failureFee: 0n,
      });
      await advertise(suite, { baseFee: 0n, feePerMillisecond: 0n, feePerByte: 0n });
      const details = { scriptUri: "", parameters: "0x", endpoint: "", processors: [owner.operator] };
      await suite.market.connect(owner.signer).registerJob(terms, details, slotsFor(suite));
      expect(await suite.market.statusOf(await suite.market.jobIdOf(terms))).to.equal(2n);
    });

    it("forgets the consumers of an older advertisement", async () => {
      const suite = await fixture();
      await advertise(suite, { isRestricted: true }, [suite.consumer.address]);
      await advertise(suite, { isRestricted: true }, [suite.stranger.address]);
      const job = await registerJob(suite);
      await expect(matchJob(suite, job))
        .to.be.revertedWithCustomError(suite.market, "JobConsumerNotAllowed")
        .withArgs(first(suite).operator, suite.consumer.address);
    });
  });

  describe("a misfit", () => {
    interface Case {
      readonly title: string;
      readonly ad?: Partial<TestAd>;
      readonly job?: Partial<BuildJobTermsParameters>;
      readonly startDelay?: bigint;
      readonly refusal: readonly [error: string, values: readonly unknown[]];
    }
    const cases: readonly Case[] = [
      {
        title: "a module",
        job: { needs: { ...NO_NEEDS, modules: 4n } },
        refusal: ["JobModuleMissing", [4n, ad.modules]],
      },
      {
        title: "memory",
        job: { needs: { ...NO_NEEDS, memoryBytes: ad.maxMemory + 1n } },
        refusal: ["JobMemoryExceeded", [ad.maxMemory + 1n, ad.maxMemory]],
      },
      {
        title: "requests",
        job: { needs: { ...NO_NEEDS, networkRequests: 51n } },
        refusal: ["JobNetworkQuotaExceeded", [51n, 50n]],
      },
      {
        title: "storage",
        job: { needs: { ...NO_NEEDS, storageBytes: ad.storageCapacity + 1n }, reward: reward * 10n },
        refusal: ["JobStorageExceeded", [ad.storageCapacity + 1n, ad.storageCapacity]],
      },
      {
        title: "reward",
        ad: { baseFee: reward },
        refusal: ["JobRewardTooLow", [reward + ad.feePerMillisecond * duration, reward]],
      },
      {
        title: "reward for its storage",
        job: { needs: { ...NO_NEEDS, storageBytes: 1n }, reward: jobFee },
        refusal: ["JobRewardTooLow", [jobFee + ad.feePerByte, jobFee]],
      },
      {
        title: "reputation",
        job: { needs: { ...NO_NEEDS, minReputation: NEUTRAL_SCORE + 1n } },
        refusal: ["JobReputationTooLow", [NEUTRAL_SCORE, NEUTRAL_SCORE + 1n]],
      },
      {
        title: "patience for its delay",
        startDelay: maxStartDelay + 1n,
        refusal: ["JobDelayTooLong", [maxStartDelay + 1n, maxStartDelay]],
      },
      {
        title: "its currency",
        ad: { currency: "0x00000000000000000000000000000000000000AA" },
        refusal: ["JobCurrencyMismatch", [ZeroAddress, "0x00000000000000000000000000000000000000AA"]],
      },
      {
        title: "a certified device",
        job: { runtime: JobRuntime.SecureHardware },
        refusal: ["JobNotAttested", []],
      },
    ];
    for (const { title, ad: changes, job: wanted, startDelay = 0n, refusal } of cases) {
      it(`is refused for lack of ${title}`, async () => {
        const suite = await fixture();
        if (changes) await advertise(suite, changes);
        const job = await registerJob(suite, wanted);
        const { market } = suite;
        const [error, values] = refusal;
        const processor = first(suite).operator;
        await expect(matchJob(suite, job, [{ processor, startDelay }]))
          .to.be.revertedWithCustomError(market, error)
          .withArgs(...[processor, ...values]);
      });
    }

    it("is refused when its schedule ends after a fixed window, its delay included", async () => {
      const suite = await fixture();
      const job = await registerJob(suite);
      const endsAt = job.terms.schedule.endTime + 5n;
      await advertise(suite, { windowDelta: 0n, windowEnd: endsAt - 1n });
      await expect(matchJob(suite, job, [{ processor: first(suite).operator, startDelay: 5n }]))
        .to.be.revertedWithCustomError(suite.market, "JobWindowExceeded")
        .withArgs(first(suite).operator, endsAt, endsAt - 1n);
      await advertise(suite, { windowDelta: 0n, windowEnd: endsAt });
      await matchJob(suite, job, [{ processor: first(suite).operator, startDelay: 5n }]);
    });

    it("is refused when its schedule ends after a window that moves with time", async () => {
      const suite = await fixture();
      await advertise(suite, { windowDelta: 1_000n });
      const job = await registerJob(suite);
      const time = ((await timeOf(suite)) + 1n) * 1_000n;
      await networkHelpers.time.setNextBlockTimestamp(time / 1_000n);
      await expect(matchJob(suite, job))
        .to.be.revertedWithCustomError(suite.market, "JobWindowExceeded")
        .withArgs(first(suite).operator, job.terms.schedule.endTime, time + 1_000n);
    });

    it("is refused when an execution would overlap another job's, even by a millisecond", async () => {
      const suite = await fixture();
      const one = await registerJob(suite);
      await matchJob(suite, one);
      const startTime = one.terms.schedule.startTime + duration - 1n;
      const other = await registerJob(suite, {
        schedule: scheduleFor({ startTime, interval, duration, executions, maxStartDelay }),
      });
      await expect(matchJob(suite, other))
        .to.be.revertedWithCustomError(suite.market, "JobScheduleOverlap")
        .withArgs(first(suite).operator, 0n);

      await matchJob(suite, other, [{ processor: first(suite).operator, startDelay: 1n }]);
      expect(await suite.market.statusOf(other.id)).to.equal(2n);
    });

    it("is refused when one processor would run two slots, whatever their delays", async () => {
      const suite = await fixture();
      const job = await registerJob(suite, {
        slots: 2n,
        schedule: { ...(await draftJob(suite)).schedule, maxStartDelay: 40_000n },
      });
      const processor = first(suite).operator;
      await expect(
        matchJob(suite, job, [
          { processor, startDelay: 0n },
          { processor, startDelay: 30_000n },
        ]),
      )
        .to.be.revertedWithCustomError(suite.market, "JobDuplicateProcessor")
        .withArgs(processor);
    });

    it("is refused when not every slot gets a processor", async () => {
      const suite = await fixture();
      const job = await registerJob(suite, { slots: 2n });
      for (const count of [1n, 3n]) {
        await expect(matchJob(suite, job, slotsFor(suite, count)))
          .to.be.revertedWithCustomError(suite.market, "JobWrongSlotCount")
          .withArgs(job.id, count, 2n);
      }
    });

    it("is refused for nobody and for who advertises no longer", async () => {
      const suite = await fixture();
      const job = await registerJob(suite);
      await expect(matchJob(suite, job, [{ processor: 999n, startDelay: 0n }]))
        .to.be.revertedWithCustomError(suite.market, "JobNotMember")
        .withArgs(999n);
      await suite.market.connect(first(suite).signer).withdrawAdvertisement();
      await expect(matchJob(suite, job))
        .to.be.revertedWithCustomError(suite.market, "JobNoAdvertisement")
        .withArgs(first(suite).operator);
    });

    it("is refused for a member that left the pool", async () => {
      const suite = await fixture();
      const job = await registerJob(suite);
      await suite.registry.connect(first(suite).signer).leavePool(await suite.market.pool());
      await expect(matchJob(suite, job))
        .to.be.revertedWithCustomError(suite.market, "JobNotMember")
        .withArgs(first(suite).operator);
    });

    it("is refused when processors would have less than their time to acknowledge", async () => {
      const suite = await fixture();
      const job = await registerJob(suite);
      const latest = job.terms.schedule.startTime - jobDefaults.settings.ackWindow * 1_000n;
      await networkHelpers.time.setNextBlockTimestamp(latest / 1_000n + 1n);
      await expect(matchJob(suite, job))
        .to.be.revertedWithCustomError(suite.market, "JobOverdueMatch")
        .withArgs(job.id, latest + 1_000n, latest);
    });

    it("is refused for an order on demand at its end", async () => {
      const suite = await fixture();
      const endTime = ((await timeOf(suite)) + 100n) * 1_000n;
      const job = await registerJob(suite, {
        schedule: { startTime: 0n, endTime, interval: 0n, duration, maxStartDelay: 0n },
      });
      await networkHelpers.time.setNextBlockTimestamp(endTime / 1_000n);
      await expect(matchJob(suite, job))
        .to.be.revertedWithCustomError(suite.market, "JobOverdueMatch")
        .withArgs(job.id, endTime, endTime - 1n);
    });

    it("is refused for the thirty-third live commitment", async () => {
      const suite = await fixture();
      const { startTime } = (await draftJob(suite)).schedule;
      for (let lane = 0n; lane <= LANES; lane++) {
        const schedule = scheduleFor({ startTime: startTime + lane * 100n, interval, duration: 100n, executions: 1n });
        const job = await registerJob(suite, { schedule });
        if (lane < LANES) {
          await matchJob(suite, job);
          continue;
        }
        await expect(matchJob(suite, job))
          .to.be.revertedWithCustomError(suite.market, "JobProcessorBusy")
          .withArgs(first(suite).operator, LANES);
      }
    });

    it("is refused under other terms than the job's", async () => {
      const suite = await fixture();
      const job = await registerJob(suite);
      const terms = { ...job.terms, reward: reward * 2n };
      await expect(matchJob(suite, { ...job, terms }))
        .to.be.revertedWithCustomError(suite.market, "JobWrongTerms")
        .withArgs(job.id, await suite.market.jobIdOf(terms));
    });
  });

  describe("an advertisement", () => {
    it("is told, and comes back with what was taken on", async () => {
      const suite = await fixture();
      await expect(advertise(suite, { baseFee: 9n })).to.emit(suite.market, "Advertised");
      expect((await suite.market.offerOf(first(suite).operator)).baseFee).to.equal(9n);
    });

    it("has one scheduling window", async () => {
      const suite = await fixture();
      for (const [windowEnd, windowDelta] of [
        [0n, 0n],
        [1n, 1n],
      ] as const) {
        await expect(advertise(suite, { windowEnd, windowDelta }))
          .to.be.revertedWithCustomError(suite.market, "JobBadWindow")
          .withArgs(first(suite).operator, windowEnd, windowDelta);
      }
    });

    it("names consumers if and only if it is restricted, and not too many", async () => {
      const suite = await fixture();
      const many = Array.from({ length: 33 }, () => suite.consumer.address);
      for (const [isRestricted, consumers] of [
        [true, []],
        [false, [suite.consumer.address]],
        [true, many],
      ] as const) {
        await expect(advertise(suite, { isRestricted }, [...consumers]))
          .to.be.revertedWithCustomError(suite.market, "JobBadConsumers")
          .withArgs(first(suite).operator, isRestricted, consumers.length, 32n);
      }
    });

    it("is a member's", async () => {
      const suite = await fixture();
      await expect(suite.market.connect(suite.stranger).advertise(ad, []))
        .to.be.revertedWithCustomError(suite.market, "JobNotMember")
        .withArgs(0n);
    });

    it("is withdrawn once", async () => {
      const suite = await fixture();
      const market = suite.market.connect(first(suite).signer);
      await expect(market.withdrawAdvertisement())
        .to.emit(market, "AdvertisementWithdrawn")
        .withArgs(first(suite).operator);
      await expect(market.withdrawAdvertisement())
        .to.be.revertedWithCustomError(market, "JobNoAdvertisement")
        .withArgs(first(suite).operator);
    });
  });
});
