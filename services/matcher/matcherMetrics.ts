import type { Registry } from "prom-client";

import type { LedgerEntry } from "../createLedger.ts";
import { healthMetrics } from "../healthMetrics.ts";
import { type Figure, metricsOf } from "../metricsOf.ts";
import type { MatcherHealth } from "./createMatcher.ts";
import { MATCH_RULES } from "./matchRule.ts";

/** A matcher's figures for Prometheus. */
export function matcherMetrics(health: () => MatcherHealth): Registry {
  const byWork = (read: (entry: LedgerEntry) => number | bigint) => (): Figure[] =>
    Object.entries(health().ledger).map(([work, entry]) => ({ labels: { work }, value: Number(read(entry)) }));
  const byStatus = (): Figure[] =>
    Object.entries(health().jobsByStatus).map(([status, value]) => ({ labels: { status }, value }));
  const byRule = (): Figure[] => {
    const broken = Object.values(health().unmatched).flatMap((outcome) => outcome.broken);
    return MATCH_RULES.map((rule) => ({
      labels: { rule },
      value: broken.filter((one) => one.rule === rule).reduce((sum, { processors }) => sum + processors, 0),
    }));
  };
  const name = (suffix: string) => `muster_matcher_${suffix}`;
  const one = (value: () => number) => () => [{ value: value() }];
  const unmatched = one(() => Object.keys(health().unmatched).length);
  const processors = one(() => health().processors);
  const labels = ["work"];
  return metricsOf([
    ...healthMetrics("muster_matcher", health),
    { name: name("jobs"), help: "Live jobs by status", labels: ["status"], figures: byStatus },
    { name: name("processors"), help: "Processors that advertise", figures: processors },
    { name: name("unmatched"), help: "Open jobs that nobody takes", figures: unmatched },
    { name: name("broken"), help: "Processors kept from open jobs, by rule", labels: ["rule"], figures: byRule },
    { name: name("profit_wei"), help: "Collected less spent", figures: one(() => Number(health().profit)) },
    { name: name("done"), help: "Transactions by work", labels, figures: byWork(({ done }) => done) },
    { name: name("lost"), help: "Races lost by work", labels, figures: byWork(({ lost }) => lost) },
    { name: name("gas_used"), help: "Gas by work", labels, figures: byWork(({ gasUsed }) => gasUsed) },
    { name: name("spent_wei"), help: "Wei spent by work", labels, figures: byWork(({ spent }) => spent) },
    { name: name("earned_wei"), help: "Wei collected by work", labels, figures: byWork(({ earned }) => earned) },
  ]);
}
