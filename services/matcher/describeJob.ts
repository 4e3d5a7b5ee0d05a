import { explainMatch } from "./explainMatch.ts";
import type { BrokenRule, MatchOutcome } from "./findMatch.ts";
import type { MarketJob } from "./marketJob.ts";

/** A job as a matcher tells of it. Numbers of the chain are decimal text. */
export interface JobDescription {
  readonly id: string;
  /** As stored. */
  readonly status: string;
  /** One sentence for people. */
  readonly explanation: string;
  /** What it waits for, in one word. */
  readonly waitsFor?: string | undefined;
  /** Of an open job: processors that it needs, that are known, and that fit. */
  readonly needed?: number;
  readonly known?: number;
  readonly fitting?: number;
  /** Of an open job that nobody takes: how many each rule keeps away. */
  readonly broken?: readonly BrokenRule[];
  /** Who runs it, or would. */
  readonly slots?: readonly { readonly processor: string; readonly startDelay: string; readonly fee: string }[];
}

/** Tells of a job, and why nobody takes it. */
export function describeJob(job: MarketJob, outcome: MatchOutcome | undefined, waitsFor?: string): JobDescription {
  const { id, status } = job;
  if (status !== "Open" || outcome === undefined) {
    const slots = job.slots.map(textsOf);
    return { id, status, explanation: `The job is ${status}.`, waitsFor, ...(slots.length > 0 && { slots }) };
  }
  const told = { id, status, explanation: explainMatch(outcome), waitsFor };
  if (outcome.isMatched) return { ...told, slots: outcome.slots.map(textsOf) };
  const { needed, known, fitting, broken } = outcome;
  return { ...told, needed, known, fitting, broken };
}

function textsOf({ processor, startDelay, fee }: { processor: bigint; startDelay: bigint; fee: bigint }) {
  return { processor: String(processor), startDelay: String(startDelay), fee: String(fee) };
}
