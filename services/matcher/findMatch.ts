import { judgeProcessor, type Verdict } from "./judgeProcessor.ts";
import type { MatchRequest } from "./matchRequest.ts";
import { MATCH_RULES, type MatchRule } from "./matchRule.ts";
import type { ProcessorState } from "./processorState.ts";

/** A slot's processor, as `matchJob` takes it, and its price. */
export interface SlotChoice {
  readonly processor: bigint;
  /** Milliseconds. */
  readonly startDelay: bigint;
  /** Wei for one execution. */
  readonly fee: bigint;
}

/** How many processors a rule keeps from a job. */
export interface BrokenRule {
  readonly rule: MatchRule;
  /** How many break it. */
  readonly processors: number;
  /** How many break it alone: they would fit without it. */
  readonly alone: number;
}

/** A match, or why there is none. */
export type MatchOutcome =
  | {
      readonly isMatched: true;
      readonly slots: readonly SlotChoice[];
      /** Wei for one execution of every slot. */
      readonly cost: bigint;
    }
  | {
      readonly isMatched: false;
      /** Whether it is too late, whoever would run it. */
      readonly isOverdue: boolean;
      readonly needed: number;
      readonly known: number;
      readonly fitting: number;
      /** Those that keep most processors away come first. */
      readonly broken: readonly BrokenRule[];
    };

type Fitting = { readonly state: ProcessorState; readonly verdict: Extract<Verdict, { fits: true }> };

/**
 * Finds the cheapest processors for all slots of a job; of equally dear ones the better reputed, then the older.
 * Who was unwilling before comes last.
 *
 * Slots ask for distinct processors and for nothing that depends on the others, so the cheapest set is that of the
 * cheapest processors.
 */
export function findMatch(request: MatchRequest, processors: readonly ProcessorState[]): MatchOutcome {
  const needed = Number(request.terms.slots);
  const judged = processors.map((state) => ({ state, verdict: judgeProcessor(request, state) }));
  const fitting = judged.filter((one): one is Fitting => one.verdict.fits).sort(compareFor(request));
  const isOverdue = request.clock.now > latestMatch(request);
  if (isOverdue || fitting.length < needed) {
    const broken = tally(judged.map(({ verdict }) => verdict));
    return { isMatched: false, isOverdue, needed, known: processors.length, fitting: fitting.length, broken };
  }
  const slots = fitting.slice(0, needed).map(({ state: { operator }, verdict: { startDelay, fee } }) => ({
    processor: operator,
    startDelay,
    fee,
  }));
  return { isMatched: true, slots, cost: slots.reduce((sum, { fee }) => sum + fee, 0n) };
}

/** Processors need their time to acknowledge before the start; on demand the start waits for it. */
function latestMatch({ terms: { schedule }, clock }: MatchRequest): bigint {
  return schedule.startTime === 0n ? schedule.endTime - 1n : schedule.startTime - clock.ackWindow;
}

function compareFor({ unwilling = [] }: MatchRequest): (left: Fitting, right: Fitting) => number {
  const isUnwilling = ({ state }: Fitting) => Number(unwilling.includes(state.operator));
  return (left, right) => {
    const byWill = isUnwilling(left) - isUnwilling(right);
    const byFee = compare(left.verdict.fee, right.verdict.fee);
    const byReputation = compare(right.state.reputation, left.state.reputation);
    return byWill || byFee || byReputation || compare(left.state.operator, right.state.operator);
  };
}

function compare(left: bigint, right: bigint): number {
  return left < right ? -1 : Number(left > right);
}

function tally(verdicts: readonly Verdict[]): BrokenRule[] {
  const failures = verdicts.flatMap((verdict) => (verdict.fits ? [] : [verdict.broken]));
  return MATCH_RULES.map((rule) => {
    const those = failures.filter((broken) => broken.includes(rule));
    return { rule, processors: those.length, alone: those.filter(({ length }) => length === 1).length };
  })
    .filter(({ processors }) => processors > 0)
    .sort((left, right) => right.processors - left.processors);
}
