import type { Registry } from "prom-client";

import type { LedgerEntry } from "../createLedger.ts";
import { healthMetrics } from "../healthMetrics.ts";
import { type Figure, metricsOf } from "../metricsOf.ts";
import type { KeeperHealth } from "./createKeeper.ts";

/** A keeper's figures for Prometheus. */
export function keeperMetrics(health: () => KeeperHealth): Registry {
  const byWork = (read: (entry: LedgerEntry) => number | bigint) => (): Figure[] =>
    Object.entries(health().ledger).map(([work, entry]) => ({ labels: { work }, value: Number(read(entry)) }));
  const name = (suffix: string) => `muster_keeper_${suffix}`;
  const labels = ["work"];
  const profit = () => [{ value: Number(health().profit) }];
  return metricsOf([
    ...healthMetrics("muster_keeper", health),
    { name: name("profit_wei"), help: "Earned less spent", figures: profit },
    { name: name("done"), help: "Transactions by work", labels, figures: byWork(({ done }) => done) },
    { name: name("lost"), help: "Races lost by work", labels, figures: byWork(({ lost }) => lost) },
    { name: name("gas_used"), help: "Gas by work", labels, figures: byWork(({ gasUsed }) => gasUsed) },
    { name: name("spent_wei"), help: "Wei spent by work", labels, figures: byWork(({ spent }) => spent) },
    { name: name("earned_wei"), help: "Wei earned by work", labels, figures: byWork(({ earned }) => earned) },
  ]);
}
