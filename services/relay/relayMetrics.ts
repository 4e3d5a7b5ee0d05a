import type { Registry } from "prom-client";

import { metricsOf } from "../metricsOf.ts";
import type { RelayCounts } from "./relayCounts.ts";
import type { RelayHealth } from "./relayHealth.ts";

/** A relay's figures for Prometheus. */
export function relayMetrics(health: () => RelayHealth, counts: RelayCounts): Registry {
  const name = (suffix: string) => `muster_relay_${suffix}`;
  const one = (value: () => number) => () => [{ value: value() }];
  const refused = () => [...counts.refused].map(([code, value]) => ({ labels: { code }, value }));
  return metricsOf([
    { name: name("head"), help: "Newest block worked through", figures: one(() => health().head ?? 0) },
    { name: name("ready"), help: "1 once ready", figures: one(() => Number(health().isReady)) },
    { name: name("failures"), help: "Failed looks in a row", figures: one(() => health().failuresInRow) },
    { name: name("blobs"), help: "Blobs it promised to serve", figures: one(() => health().blobs) },
    { name: name("waiting_blobs"), help: "Blobs in no batch yet", figures: one(() => health().waitingBlobs) },
    { name: name("open_batches"), help: "Roots not final yet", figures: one(() => health().openBatches) },
    { name: name("uploads"), help: "Uploads under way", figures: one(() => health().uploadsUnderWay) },
    { name: name("accepted"), help: "New blobs since the start", figures: one(() => counts.accepted) },
    { name: name("accepted_bytes"), help: "Their bytes", figures: one(() => counts.bytes) },
    { name: name("served"), help: "Downloads since the start", figures: one(() => counts.served) },
    { name: name("refused"), help: "Refusals by code", labels: ["code"], figures: refused },
  ]);
}
