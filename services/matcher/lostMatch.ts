import { MATCH_RULES } from "./matchRule.ts";

/** Reverts that mean that somebody else was faster, or that time went on. */
const STATUS_REVERTS = new Set([
  "JobBadMove",
  "JobWrongStatus",
  "JobNothingMissed",
  "JobOverdueMatch",
  "JobDeadlineAhead",
  "JobNotOver",
  "JobNotExpired",
]);
const RULE_REVERTS: ReadonlySet<string> = new Set([...MATCH_RULES, "JobDelayTooLong", "JobDuplicateProcessor"]);

/** What a revert of a matcher's call means: the job moved on, a processor did, or neither. */
export function lostMatch(revert: string | undefined): "job" | "processor" | undefined {
  if (revert === undefined) return undefined;
  if (STATUS_REVERTS.has(revert)) return "job";
  return RULE_REVERTS.has(revert) ? "processor" : undefined;
}
