import type { Registry } from "prom-client";

import { healthMetrics } from "../healthMetrics.ts";
import { type Figure, type Metric, metricsOf } from "../metricsOf.ts";
import type { GossipHealth } from "./gossip/createGossip.ts";
import { gossipMetrics } from "./gossip/gossipMetrics.ts";
import type { OperatorHealth } from "./operatorHealth.ts";

const SILENT_NETWORK: GossipHealth = {
  isRunning: false,
  peerId: undefined,
  addresses: [],
  peers: 0,
  strangers: 0,
  knownPeers: 0,
  bannedPeers: 0,
  bans: 0,
  faults: {},
  published: {},
  received: {},
  unheard: 0,
  undelivered: 0,
  subscribers: {},
  mesh: {},
  held: {},
};

/** An operator's figures for Prometheus. */
export function operatorMetrics(health: () => OperatorHealth): Registry {
  const name = (suffix: string) => `muster_operator_${suffix}`;
  const one = (suffix: string, help: string, read: (state: OperatorHealth) => number): Metric => {
    return { name: name(suffix), help, figures: () => [{ value: read(health()) }] };
  };
  const by = (suffix: string, help: string, label: string, read: (state: OperatorHealth) => Counts): Metric => {
    return { name: name(suffix), help, labels: [label], figures: () => figuresOf(label, read(health())) };
  };
  return metricsOf([
    ...healthMetrics("muster_operator", health),
    one("id", "Operator, 0 for none", ({ operator }) => operator),
    waitingMetric(name("waiting"), health),
    by("jobs_total", "Firings by how they ended", "outcome", ({ performer }) => performer?.ended ?? {}),
    by("verdicts_total", "Votes, and abstentions", "verdict", ({ attester }) => attester?.votes ?? {}),
    by("votes_heard_total", "Votes by what was found of them", "verdict", ({ aggregator }) => aggregator?.votes ?? {}),
    by("tasks_total", "Tasks by how they ended", "outcome", ({ aggregator }) => aggregator?.ended ?? {}),
    by("standing", "1 where it may take part", "definition", ({ standings }) => {
      return Object.fromEntries(
        Object.entries(standings).map(([id, standing]) => [id, Number(standing === "eligible")]),
      );
    }),
    by("statements_signed_total", "Signed of other chains", "kind", ({ witness }) => witness?.signed ?? {}),
    by("statements_posted_total", "Brought to a chain", "kind", ({ witness }) => witness?.posted ?? {}),
    one("disputes", "Open disputes", ({ disputes }) => disputes?.openDisputes ?? 0),
    one("owed_tasks", "Tasks that may owe rewards", ({ claims }) => claims?.owedTasks ?? 0),
    one("claimed_wei", "Claimed since the start", ({ claims }) => Number(claims?.claimedWei ?? 0n)),
    ...gossipMetrics(() => health().network ?? SILENT_NETWORK),
  ]);
}

type Counts = Readonly<Record<string, number>>;

function figuresOf(label: string, counts: Counts): Figure[] {
  return Object.entries(counts).map(([key, value]) => ({ labels: { [label]: key }, value }));
}

/** What waits, by role and kind of reason; the health tells the rest. */
function waitingMetric(name: string, health: () => OperatorHealth): Metric {
  return {
    name,
    help: "Tasks that wait, by reason",
    labels: ["role", "reason"],
    figures: () => {
      const counts = new Map<string, number>();
      for (const [subject, text] of Object.entries(health().waiting)) {
        const key = `${subject.split(" ")[0]} ${text.split(":")[0]}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return [...counts].map(([key, value]) => {
        const [role = "", ...reason] = key.split(" ");
        return { labels: { role, reason: reason.join(" ") }, value };
      });
    },
  };
}
