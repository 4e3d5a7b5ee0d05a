import type { Registry } from "prom-client";

import { healthMetrics } from "../../healthMetrics.ts";
import { metricsOf } from "../../metricsOf.ts";
import type { ProcessorHealth } from "./createProcessor.ts";

/** A processor's figures for Prometheus. */
export function processorMetrics(health: () => ProcessorHealth): Registry {
  const one = (suffix: string, help: string, read: (state: ProcessorHealth) => number) => ({
    name: `muster_processor_${suffix}`,
    help,
    figures: () => [{ value: read(health()) }],
  });
  return metricsOf([
    ...healthMetrics("muster_processor", health),
    one("operator", "Operator, 0 for none", ({ operator }) => operator),
    one("eligible", "1 where it may be matched", ({ standing }) => Number(standing === "eligible")),
    one("running", "Scripts, deliveries and fetches under way", ({ running }) => running),
    one("skew_ms", "Milliseconds that this machine's clock is ahead of the newest block", ({ skewMs }) => skewMs),
    {
      name: "muster_processor_executions_total",
      help: "Executions by how they ended",
      labels: ["outcome"],
      figures: () => Object.entries(health().executions).map(([outcome, value]) => ({ labels: { outcome }, value })),
    },
  ]);
}
