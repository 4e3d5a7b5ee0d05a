import type { Registry } from "prom-client";

import { healthMetrics } from "../healthMetrics.ts";
import { type Figure, metricsOf } from "../metricsOf.ts";
import type { KindStatistics } from "./createKindStatistics.ts";
import type { RunnerHealth } from "./createRunner.ts";

const OUTCOMES = ["executed", "failed", "submitted", "skipped", "paid", "unpaid"] as const;

/** A runner's figures for Prometheus. */
export function runnerMetrics(health: () => RunnerHealth): Registry {
  const kinds = () => Object.entries(health().statistics);
  const byKind = (read: (statistics: KindStatistics) => number) => (): Figure[] =>
    kinds().map(([kind, statistics]) => ({ labels: { kind }, value: read(statistics) }));
  const outcomes = (): Figure[] =>
    kinds().flatMap(([kind, statistics]) =>
      OUTCOMES.map((outcome) => ({ labels: { kind, outcome }, value: statistics[outcome] })),
    );
  const earned = (): Figure[] =>
    kinds().flatMap(([kind, statistics]) =>
      Object.entries(statistics.earned).map(([currency, amount]) => ({
        labels: { kind, currency },
        value: Number(amount),
      })),
    );
  const name = (suffix: string) => `muster_runner_${suffix}`;
  const running = () => [{ value: health().running }];
  const meanDuration = byKind(({ meanDurationMs }) => meanDurationMs / 1_000);
  const longestDuration = byKind(({ longestDurationMs }) => longestDurationMs / 1_000);
  const gas = byKind(({ meanGas }) => meanGas);
  return metricsOf([
    ...healthMetrics("muster_runner", health),
    { name: name("running"), help: "Programs under way", figures: running },
    { name: name("tasks"), help: "Tasks by outcome", labels: ["kind", "outcome"], figures: outcomes },
    { name: name("duration_seconds"), help: "Mean program time", labels: ["kind"], figures: meanDuration },
    { name: name("duration_seconds_max"), help: "Longest program time", labels: ["kind"], figures: longestDuration },
    { name: name("gas"), help: "Mean gas of a result", labels: ["kind"], figures: gas },
    { name: name("earned"), help: "Earned, smallest unit", labels: ["kind", "currency"], figures: earned },
  ]);
}
