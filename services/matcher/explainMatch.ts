import type { BrokenRule, MatchOutcome } from "./findMatch.ts";
import type { MatchRule } from "./matchRule.ts";

/** What a processor that breaks a rule does, or lacks. */
const WORDS: Readonly<Record<MatchRule, string>> = {
  JobNotMember: "not in the market's pool",
  JobNotAttested: "without a certified device",
  JobNoAdvertisement: "without an advertisement",
  JobConsumerNotAllowed: "not serving the consumer",
  JobProcessorNotAllowed: "not named by the job",
  JobReputationTooLow: "with too low a reputation",
  JobCurrencyMismatch: "with prices in another currency",
  JobModuleMissing: "lacking a module",
  JobMemoryExceeded: "with too little memory",
  JobNetworkQuotaExceeded: "with too few requests a second",
  JobWindowExceeded: "with a scheduling window that ends too early",
  JobRewardTooLow: "dearer than the reward",
  JobScheduleOverlap: "busy at the time",
  JobProcessorBusy: "with as many commitments as are kept",
  JobStorageExceeded: "with too little storage left",
};

/** Says in one sentence who runs a job, or why nobody does and what would help. */
export function explainMatch(outcome: MatchOutcome): string {
  if (outcome.isMatched) {
    const processors = outcome.slots.map(({ processor }) => processor).join(", ");
    return `Processors ${processors} take the job for ${outcome.cost} an execution.`;
  }
  if (outcome.isOverdue) return "It is too late to match the job: no time is left to acknowledge it.";
  const { needed, known, fitting, broken } = outcome;
  const reasons = broken.map(describe).join(", ");
  return `The job needs ${needed} processors, and ${fitting} of ${known} fit${reasons === "" ? "" : `: ${reasons}`}.`;
}

function describe({ rule, processors, alone }: BrokenRule): string {
  return `${processors} ${WORDS[rule]} (${rule}${alone > 0 ? `, ${alone} for nothing else` : ""})`;
}
