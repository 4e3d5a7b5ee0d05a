import { JobAccess, JobRuntime } from "../../sdk/jobs/jobTerms.ts";
import { endOfSeries } from "./endOfSeries.ts";
import { feeOf } from "./feeOf.ts";
import { findStartDelay } from "./findStartDelay.ts";
import { liveCommitments } from "./liveCommitments.ts";
import type { MatchRequest } from "./matchRequest.ts";
import type { MatchRule } from "./matchRule.ts";
import type { ProcessorOffer, ProcessorState } from "./processorState.ts";
import { seriesOf } from "./seriesOf.ts";

/** Commitments that a processor has at most. */
const LANES = 32;
const MILLISECONDS = 1_000n;

/** A processor that fits a job, or every rule that it breaks. */
export type Verdict =
  | {
      readonly fits: true;
      /** Milliseconds. */
      readonly startDelay: bigint;
      /** Wei for one execution. */
      readonly fee: bigint;
    }
  | { readonly fits: false; readonly broken: readonly MatchRule[] };

/**
 * Judges whether a processor can run a slot of a job, by the rules of the market. Of several delays that fit it takes the
 * shortest, which no rule likes less than a longer one.
 */
export function judgeProcessor(request: MatchRequest, processor: ProcessorState): Verdict {
  const { offer } = processor;
  const person = breachesOfPerson(request, processor);
  if (offer === undefined) return { fits: false, broken: [...person, "JobNoAdvertisement"] };

  const startDelay = delayFor(request, processor);
  const fee = feeOf(offer, request.terms);
  const broken = [
    ...person,
    ...breachesOfOffer(request, offer, fee),
    ...breachesOfTime(request, processor, offer, startDelay),
  ];
  if (broken.length > 0 || startDelay === undefined) return { fits: false, broken };
  return { fits: true, startDelay, fee };
}

/** Names of the rules that are broken, in order. */
function pick(rules: readonly (readonly [MatchRule, boolean])[]): MatchRule[] {
  return rules.filter(([, isBroken]) => isBroken).map(([rule]) => rule);
}

function breachesOfPerson({ terms, named, clock }: MatchRequest, processor: ProcessorState): MatchRule[] {
  const needsDevice = terms.runtime === JobRuntime.SecureHardware;
  return pick([
    ["JobNotMember", !processor.isMember],
    ["JobNotAttested", needsDevice && processor.deviceLiveUntil * MILLISECONDS <= clock.now],
    ["JobConsumerNotAllowed", processor.offer?.isRestricted === true && !namesConsumer(processor, terms.consumer)],
    ["JobProcessorNotAllowed", !isAccessible({ terms, named, clock }, processor)],
    ["JobReputationTooLow", processor.reputation < terms.needs.minReputation],
  ]);
}

function isAccessible({ terms, named }: MatchRequest, processor: ProcessorState): boolean {
  if (terms.access === JobAccess.Public) return true;
  if (!named.includes(processor.operator)) return false;
  if (terms.access !== JobAccess.Personal) return true;
  const servesByName = processor.offer?.isRestricted === true && namesConsumer(processor, terms.consumer);
  return servesByName || processor.controller === terms.consumer;
}

function namesConsumer({ offer }: ProcessorState, consumer: string): boolean {
  return offer?.consumers.includes(consumer) === true;
}

function breachesOfOffer({ terms }: MatchRequest, offer: ProcessorOffer, fee: bigint): MatchRule[] {
  const { needs, schedule } = terms;
  const requests = (schedule.duration * offer.networkQuota) / MILLISECONDS;
  return pick([
    ["JobCurrencyMismatch", offer.currency !== terms.currency],
    ["JobModuleMissing", (needs.modules & ~offer.modules) !== 0n],
    ["JobMemoryExceeded", needs.memoryBytes > offer.maxMemory],
    ["JobNetworkQuotaExceeded", needs.networkRequests > requests],
    ["JobRewardTooLow", fee > terms.reward],
  ]);
}

function breachesOfTime(
  request: MatchRequest,
  processor: ProcessorState,
  offer: ProcessorOffer,
  startDelay: bigint | undefined,
): MatchRule[] {
  const { terms, clock } = request;
  const { startTime, endTime } = terms.schedule;
  const live = liveCommitments(processor, clock.now);
  const used = live.reduce((sum, { storageBytes }) => sum + storageBytes, 0n);
  // Where no delay fits, the least that could be said of the window is what it is without one.
  const delay = startDelay ?? 0n;
  const endsAt = startTime === 0n ? endOfSeries(seriesOf(request, delay)) : endTime + delay;
  const windowEnd = offer.windowEnd === 0n ? clock.now + offer.windowDelta : offer.windowEnd;
  return pick([
    ["JobWindowExceeded", endsAt > windowEnd],
    ["JobScheduleOverlap", startDelay === undefined],
    ["JobProcessorBusy", live.length >= LANES],
    ["JobStorageExceeded", used + terms.needs.storageBytes > offer.storageCapacity && terms.needs.storageBytes > 0n],
  ]);
}

function delayFor(request: MatchRequest, processor: ProcessorState): bigint | undefined {
  const taken = liveCommitments(processor, request.clock.now);
  return findStartDelay({ series: seriesOf(request, 0n), taken, maxDelay: request.terms.schedule.maxStartDelay });
}
