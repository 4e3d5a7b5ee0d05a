import type { Figure, Metric } from "../../metricsOf.ts";
import type { GossipHealth } from "./createGossip.ts";

/** A gossip node's figures for Prometheus, for `metricsOf`. */
export function gossipMetrics(health: () => GossipHealth): Metric[] {
  const name = (suffix: string) => `muster_gossip_${suffix}`;
  const one = (read: (state: GossipHealth) => number) => () => [{ value: read(health()) }];
  const by = (label: string, read: (state: GossipHealth) => Readonly<Record<string, number>>) => (): Figure[] =>
    Object.entries(read(health())).map(([key, value]) => ({ labels: { [label]: key }, value }));
  const metric = (suffix: string, help: string, label: string, read: Parameters<typeof by>[1]): Metric => {
    return { name: name(suffix), help, labels: [label], figures: by(label, read) };
  };
  return [
    { name: name("peers"), help: "Connected peers", figures: one(({ peers }) => peers) },
    { name: name("strangers"), help: "Peers no operator vouches for", figures: one(({ strangers }) => strangers) },
    { name: name("known_peers"), help: "Peers in the address book", figures: one(({ knownPeers }) => knownPeers) },
    { name: name("banned_peers"), help: "Peers refused now", figures: one(({ bannedPeers }) => bannedPeers) },
    { name: name("bans_total"), help: "Peers banned so far", figures: one(({ bans }) => bans) },
    { name: name("undelivered_total"), help: "Messages too many", figures: one(({ undelivered }) => undelivered) },
    { name: name("unheard_total"), help: "Published to nobody", figures: one(({ unheard }) => unheard) },
    metric("published_total", "Messages published by kind", "kind", ({ published }) => published),
    metric("received_total", "Messages accepted by kind", "kind", ({ received }) => received),
    metric("faults_total", "Faults of peers and messages", "fault", ({ faults }) => faults),
    metric("subscribers", "Peers that listen by kind", "kind", ({ subscribers }) => subscribers),
    metric("mesh", "Peers passed on to at once by kind", "kind", ({ mesh }) => mesh),
    metric("held", "Entries held by structure", "structure", ({ held }) => held),
  ];
}
