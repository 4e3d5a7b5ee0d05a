import type { Registry } from "prom-client";

import { healthMetrics } from "../../healthMetrics.ts";
import { metricsOf } from "../../metricsOf.ts";
import { nodeStatuses } from "../../../sdk/inference/nodeStatuses.ts";
import type { InferenceNodeHealth } from "./createInferenceNode.ts";

/** An inference node's figures for Prometheus. */
export function inferenceMetrics(health: () => InferenceNodeHealth): Registry {
  const one = (suffix: string, help: string, read: (state: InferenceNodeHealth) => number) => ({
    name: `muster_inference_${suffix}`,
    help,
    figures: () => [{ value: read(health()) }],
  });
  return metricsOf([
    ...healthMetrics("muster_inference", health),
    one("operator", "Operator, 0 for none", ({ operator }) => operator),
    {
      name: "muster_inference_status",
      help: "1 for the node's status on-chain",
      labels: ["status"],
      figures: () => nodeStatuses.map((status) => ({ labels: { status }, value: Number(health().status === status) })),
    },
  ]);
}
