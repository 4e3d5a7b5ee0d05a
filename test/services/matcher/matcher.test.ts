import { expect } from "chai";
import { id, Wallet, ZeroAddress } from "ethers";

import type { JobSeries } from "../../../sdk/jobs/jobSeries.ts";
import { buildJobTerms, JobAccess, JobRuntime, type JobTerms } from "../../../sdk/jobs/jobTerms.ts";
import { scheduleFor } from "../../../sdk/jobs/scheduleFor.ts";
import { scheduleOverlap } from "../../../sdk/jobs/scheduleOverlap.ts";
import { explainMatch } from "../../../services/matcher/explainMatch.ts";
import { findMatch } from "../../../services/matcher/findMatch.ts";
import { findStartDelay } from "../../../services/matcher/findStartDelay.ts";
import { judgeProcessor } from "../../../services/matcher/judgeProcessor.ts";
import type { MatchRequest } from "../../../services/matcher/matchRequest.ts";
import { MATCH_RULES, type MatchRule } from "../../../services/matcher/matchRule.ts";
import { planMatches } from "../../../services/matcher/planMatches.ts";
import type { ProcessorOffer, ProcessorState } from "../../../services/matcher/processorState.ts";
import { createRandom } from "../../helpers/random.ts";
import { defaults } from "../../helpers/defaults.ts";

const { now, ackWindow, startTime, interval, duration, reward, executions } = defaults.matcher;
const consumer = new Wallet(id("consumer")).address;
const other = new Wallet(id("other")).address;
const token = new Wallet(id("token")).address;
const schedule = scheduleFor({ startTime, interval, duration, executions, maxStartDelay: interval });
const needs = { memoryBytes: 100n, networkRequests: 4n, storageBytes: 50n, modules: 0b101n, minReputation: 0n };
const offered: ProcessorOffer = {
  currency: ZeroAddress,
  windowEnd: 0n,
  windowDelta: schedule.endTime - now,
  feePerMillisecond: 2n,
  feePerByte: 3n,
  baseFee: reward - 2n * duration - 3n * 50n,
  modules: 0b111n,
  isRestricted: false,
  consumers: [],
  maxMemory: 100n,
  storageCapacity: 50n,
  networkQuota: 2n,
};
/** Takes exactly the time of the job's first execution. */
const busy = { start: startTime, interval: 0n, duration, count: 1n, storageBytes: 0n };

function requestFor(changes: Partial<JobTerms> = {}, named: readonly bigint[] = []): MatchRequest {
  const terms = buildJobTerms({ consumer, script: id("script"), schedule, reward, needs, ...changes });
  return { terms, named, clock: { now, ackWindow } };
}

/** A processor that fits the job, everything at its limit. */
function processorOf(operator: bigint, changes: Partial<ProcessorState> = {}, offer: Partial<ProcessorOffer> = {}) {
  const state: ProcessorState = {
    operator,
    controller: other,
    isMember: true,
    deviceLiveUntil: 0n,
    reputation: 500_000n,
    offer: { ...offered, ...offer },
    commitments: [],
  };
  return { ...state, ...changes };
}

const brokenBy = (request: MatchRequest, state: ProcessorState) => {
  const verdict = judgeProcessor(request, state);
  return verdict.fits ? [] : [...verdict.broken];
};

describe("the matcher", () => {
  describe("judgeProcessor", () => {
    it("takes a processor that offers exactly what is needed, at the reward", () => {
      expect(judgeProcessor(requestFor(), processorOf(1n))).to.deep.equal({ fits: true, startDelay: 0n, fee: reward });
    });

    const hardware = { runtime: JobRuntime.SecureHardware };
    const personal = { access: JobAccess.Personal };
    const selected = { access: JobAccess.Selected };
    const lanes = Array.from({ length: 32 }, (_, index) => ({ ...busy, start: now + 1n, duration: BigInt(index + 1) }));
    /** One unit beyond what a processor offers, or a job allows, and the rule that says so. */
    const breaches: [MatchRule, MatchRequest, ProcessorState][] = [
      ["JobNotMember", requestFor(), processorOf(1n, { isMember: false })],
      ["JobNotAttested", requestFor(hardware), processorOf(1n)],
      ["JobNotAttested", requestFor(hardware), processorOf(1n, { deviceLiveUntil: now / 1_000n })],
      ["JobNoAdvertisement", requestFor(), processorOf(1n, { offer: undefined })],
      ["JobConsumerNotAllowed", requestFor(), processorOf(1n, {}, { isRestricted: true, consumers: [other] })],
      ["JobProcessorNotAllowed", requestFor(selected, [2n]), processorOf(1n)],
      ["JobProcessorNotAllowed", requestFor(personal, [1n]), processorOf(1n)],
      ["JobProcessorNotAllowed", requestFor(personal, []), processorOf(1n, { controller: consumer })],
      ["JobReputationTooLow", requestFor({ needs: { ...needs, minReputation: 500_001n } }), processorOf(1n)],
      ["JobCurrencyMismatch", requestFor({ currency: token }), processorOf(1n)],
      ["JobModuleMissing", requestFor(), processorOf(1n, {}, { modules: 0b011n })],
      ["JobMemoryExceeded", requestFor(), processorOf(1n, {}, { maxMemory: 99n })],
      ["JobNetworkQuotaExceeded", requestFor(), processorOf(1n, {}, { networkQuota: 1n })],
      ["JobWindowExceeded", requestFor(), processorOf(1n, {}, { windowDelta: offered.windowDelta - 1n })],
      ["JobWindowExceeded", requestFor(), processorOf(1n, {}, { windowDelta: 0n, windowEnd: schedule.endTime - 1n })],
      ["JobRewardTooLow", requestFor({ reward: reward - 1n }), processorOf(1n)],
      ["JobScheduleOverlap", requestFor(), processorOf(1n, { commitments: [{ ...busy, duration: interval * 9n }] })],
      ["JobProcessorBusy", requestFor(), processorOf(1n, { commitments: lanes })],
      ["JobStorageExceeded", requestFor(), processorOf(1n, {}, { storageCapacity: 49n })],
      [
        "JobStorageExceeded",
        requestFor(),
        processorOf(1n, { commitments: [{ ...busy, start: now, duration: 1n, storageBytes: 1n }] }),
      ],
    ];
    for (const [rule, request, state] of breaches) {
      it(`says ${rule}, and nothing else, to processor ${breaches.findIndex((row) => row[2] === state) + 1}`, () => {
        expect(brokenBy(request, state)).to.deep.equal([rule]);
      });
    }

    it("has a breach of every rule to judge", () => {
      expect(new Set(breaches.map(([rule]) => rule))).to.deep.equal(new Set(MATCH_RULES));
    });

    it("names every rule that is broken", () => {
      const state = processorOf(1n, { isMember: false }, { modules: 0n, maxMemory: 1n });
      expect(brokenBy(requestFor(), state)).to.deep.equal(["JobNotMember", "JobModuleMissing", "JobMemoryExceeded"]);
    });

    it("takes personal processors of the consumer, and those that name it", () => {
      const request = requestFor(personal, [1n]);
      expect(brokenBy(request, processorOf(1n, { controller: consumer }))).to.deep.equal([]);
      expect(brokenBy(request, processorOf(1n, {}, { isRestricted: true, consumers: [consumer] }))).to.deep.equal([]);
    });

    it("takes a device that is certified for a second more", () => {
      const state = processorOf(1n, { deviceLiveUntil: now / 1_000n + 1n });
      expect(brokenBy(requestFor(hardware), state)).to.deep.equal([]);
    });

    it("forgets what is over", () => {
      const over = { ...busy, start: now - duration, storageBytes: 50n };
      expect(brokenBy(requestFor(), processorOf(1n, { commitments: [over, ...lanes.slice(1)] }))).to.deep.equal([]);
    });

    it("starts an execution on demand when acknowledging is over", () => {
      const onDemand = { startTime: 0n, endTime: now + 1n, interval: 0n, duration, maxStartDelay: 10n };
      const taken = { ...busy, start: now + ackWindow - duration + 7n };
      const state = processorOf(1n, { commitments: [taken] }, { windowDelta: ackWindow + duration + 7n });
      expect(judgeProcessor(requestFor({ schedule: onDemand }), state)).to.include({ fits: true, startDelay: 7n });
      const short = processorOf(1n, { commitments: [taken] }, { windowDelta: ackWindow + duration + 6n });
      expect(brokenBy(requestFor({ schedule: onDemand }), short)).to.deep.equal(["JobWindowExceeded"]);
    });
  });

  describe("findStartDelay", () => {
    const series = { start: 100n, interval: 50n, duration: 10n, count: 3n };

    it("needs no delay where executions only touch", () => {
      const taken = [{ start: 90n, interval: 20n, duration: 10n, count: 2n }];
      expect(findStartDelay({ series, taken, maxDelay: 0n })).to.equal(0n);
    });

    it("finds the shortest delay, as trying each of them does", () => {
      const random = createRandom("delays");
      const draw = (): JobSeries => {
        const length = random.between(1n, 12n);
        const [start, count] = [random.between(0n, 120n), random.between(1n, 9n)];
        return { start, duration: length, interval: length + random.between(0n, 40n), count };
      };
      for (let round = 0; round < defaults.matcher.rounds; ++round) {
        const [moved, taken] = [draw(), [draw(), draw(), draw()]];
        const clashes = (delay: bigint) =>
          taken.some((one) => scheduleOverlap({ ...moved, start: moved.start + delay }, one));
        let expected: bigint | undefined = 0n;
        while (expected !== undefined && clashes(expected)) expected = expected === 60n ? undefined : expected + 1n;
        expect(findStartDelay({ series: moved, taken, maxDelay: 60n })).to.equal(expected);
      }
    });

    it("gives up after many conflicts rather than look for ever", () => {
      const sparse = { start: 0n, interval: 1_000_000n, duration: 1n, count: 1_000_000n };
      const dense = { start: 0n, interval: 2n, duration: 2n, count: 1_000_000n };
      expect(findStartDelay({ series: sparse, taken: [dense], maxDelay: 4_000_000n })).to.equal(undefined);
    });
  });

  describe("findMatch", () => {
    it("chooses the cheapest processors for all slots", () => {
      const cheaper = (operator: bigint, less: bigint) =>
        processorOf(operator, {}, { baseFee: offered.baseFee - less });
      const processors = [cheaper(1n, 1n), cheaper(2n, 7n), cheaper(3n, 0n), cheaper(4n, 5n)];
      expect(findMatch(requestFor({ slots: 2n }), processors)).to.deep.equal({
        isMatched: true,
        slots: [
          { processor: 2n, startDelay: 0n, fee: reward - 7n },
          { processor: 4n, startDelay: 0n, fee: reward - 5n },
        ],
        cost: 2n * reward - 12n,
      });
    });

    it("prefers the better reputed, then the older, among equally dear ones", () => {
      const processors = [processorOf(9n), processorOf(3n), processorOf(7n, { reputation: 500_001n })];
      const outcome = findMatch(requestFor({ slots: 3n }), processors);
      expect(outcome.isMatched && outcome.slots.map(({ processor }) => processor)).to.deep.equal([7n, 3n, 9n]);
    });

    it("is as cheap as the cheapest of all sets", () => {
      const random = createRandom("sets");
      for (let round = 0; round < 20; ++round) {
        const fees = Array.from({ length: 7 }, () => random.between(0n, offered.baseFee + 5n));
        const processors = fees.map((baseFee, index) => processorOf(BigInt(index + 1), {}, { baseFee }));
        const fitting = fees.filter((fee) => fee <= offered.baseFee);
        const sets = triplesOf(fitting).map((three) => three.reduce((sum, fee) => sum + fee, 0n));
        const rest = 3n * (reward - offered.baseFee);
        const least = sets.reduce<bigint | undefined>(
          (best, cost) => (best === undefined || cost < best ? cost : best),
          undefined,
        );
        const outcome = findMatch(requestFor({ slots: 3n }), processors);
        expect(outcome.isMatched ? outcome.cost : undefined).to.equal(least === undefined ? undefined : least + rest);
      }
    });

    it("takes all slots or none, and says which rules keep how many away", () => {
      const processors = [
        processorOf(1n),
        processorOf(2n, {}, { modules: 0n }),
        processorOf(3n, { isMember: false }, { modules: 0n }),
      ];
      expect(findMatch(requestFor({ slots: 2n }), processors)).to.deep.equal({
        isMatched: false,
        isOverdue: false,
        needed: 2,
        known: 3,
        fitting: 1,
        broken: [
          { rule: "JobModuleMissing", processors: 2, alone: 1 },
          { rule: "JobNotMember", processors: 1, alone: 0 },
        ],
      });
    });

    it("matches until the last moment, and not a millisecond later", () => {
      const request = requestFor();
      const at = (moment: bigint): MatchRequest => ({ ...request, clock: { now: moment, ackWindow } });
      const processors = [processorOf(1n)];
      expect(findMatch(at(startTime - ackWindow), processors).isMatched).to.be.true;
      expect(findMatch(at(startTime - ackWindow + 1n), processors)).to.include({ isMatched: false, isOverdue: true });
    });
  });

  describe("explainMatch", () => {
    it("says who takes a job", () => {
      const outcome = findMatch(requestFor(), [processorOf(4n)]);
      expect(explainMatch(outcome)).to.equal(`Processors 4 take the job for ${reward} an execution.`);
    });

    it("says why nobody does", () => {
      const processors = [processorOf(1n, {}, { modules: 0n }), processorOf(2n, { isMember: false }, { modules: 0n })];
      expect(explainMatch(findMatch(requestFor({ slots: 2n }), processors))).to.equal(
        "The job needs 2 processors, and 0 of 2 fit: 2 lacking a module (JobModuleMissing, 1 for nothing else), " +
          "1 not in the market's pool (JobNotMember).",
      );
      expect(explainMatch(findMatch(requestFor(), []))).to.equal("The job needs 1 processors, and 0 of 0 fit.");
    });

    it("says that it is too late", () => {
      const request = { ...requestFor(), clock: { now: startTime, ackWindow } };
      expect(explainMatch(findMatch(request, [processorOf(1n)]))).to.match(/^It is too late/);
    });
  });

  describe("planMatches", () => {
    it("books nobody twice", () => {
      const processors = [processorOf(1n, {}, { storageCapacity: 100n }), processorOf(2n)];
      const exact = requestFor({ schedule: { ...schedule, maxStartDelay: 0n } });
      const outcomes = planMatches([exact, exact, exact], processors).map(({ outcome }) => outcome);
      const chosen = outcomes.map((outcome) => outcome.isMatched && outcome.slots.map(({ processor }) => processor));
      expect(chosen).to.deep.equal([[1n], [2n], false]);
    });

    it("lets a job start in another's gap", () => {
      const processors = [processorOf(1n, {}, { storageCapacity: 100n, windowDelta: offered.windowDelta + duration })];
      const outcomes = planMatches([requestFor(), requestFor()], processors).map(({ outcome }) => outcome);
      const delays = outcomes.map((outcome) => outcome.isMatched && outcome.slots[0]!.startDelay);
      expect(delays).to.deep.equal([0n, duration]);
    });
  });
});

function triplesOf(values: readonly bigint[]): bigint[][] {
  return values.flatMap((a, i) => values.slice(i + 1).flatMap((b, j) => values.slice(i + j + 2).map((c) => [a, b, c])));
}
