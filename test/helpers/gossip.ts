import { EventEmitter, once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type GossipSub, gossipsub, type GossipsubOpts, StrictSign } from "@libp2p/gossipsub";
import { identify } from "@libp2p/identify";
import { noise } from "@libp2p/noise";
import { tcp } from "@libp2p/tcp";
import { yamux } from "@libp2p/yamux";
import { multiaddr } from "@multiformats/multiaddr";
import { type HDNodeWallet, hexlify, randomBytes, Wallet } from "ethers";
import { createLibp2p, type Libp2p } from "libp2p";

import { createGossip, type CreateGossipParameters } from "../../services/operator/gossip/createGossip.ts";
import { encodeEnvelope } from "../../services/operator/gossip/encodeEnvelope.ts";
import type { GossipEnvelope } from "../../services/operator/gossip/gossipEnvelope.ts";
import { gossipKinds } from "../../services/operator/gossip/gossipKinds.ts";
import type { GossipMessage } from "../../services/operator/gossip/gossipMessage.ts";
import { type GossipNetwork, gossipTopic } from "../../services/operator/gossip/gossipTopic.ts";
import { signEnvelope } from "../../services/operator/gossip/signEnvelope.ts";
import { freePort } from "./freePort.ts";
import { isTrue } from "./isTrue.ts";
import { watchLogger } from "./watchLogger.ts";

const DEADLINE_MS = 15_000;

/** The network that nodes of tests belong to. */
export const gossipNetwork: GossipNetwork = {
  chainId: 31_337n,
  center: "0x00000000000000000000000000000000000A77e5",
};

/** A wallet made for a test. */
type TestWallet = Wallet | HDNodeWallet;

/** Nodes of a test, and peers that do not keep to the rules. */
export function gossipBench() {
  const ends: (() => Promise<void>)[] = [];
  const members = new Set<string>();

  /** Starts a node of an operator. */
  async function startNode(changes: Partial<CreateGossipParameters> & { port?: number; wallet?: TestWallet } = {}) {
    const { port = await freePort(), wallet = Wallet.createRandom(), ...parameters } = changes;
    const dataDir = parameters.dataDir ?? temporaryDir();
    const log = watchLogger();
    members.add(wallet.address);
    const gossip = createGossip({
      ...gossipNetwork,
      signer: new Wallet(wallet.privateKey),
      isMember: (address) => members.has(address),
      logger: log.logger,
      listen: [`/ip4/127.0.0.1/tcp/${port}`],
      limits: { announceIntervalMs: 2_000, dialIntervalMs: 100 },
      dataDir,
      ...parameters,
    });
    ends.push(() => gossip.stop());
    await gossip.start();
    const { peerId = "", addresses } = gossip.health();
    return { gossip, wallet, dataDir, port, peerId, address: addresses[0] as string, ...log, ...inboxOf(gossip) };
  }

  function temporaryDir(): string {
    const dir = mkdtempSync(join(tmpdir(), "muster-gossip-"));
    ends.unshift(async () => rmSync(dir, { recursive: true }));
    return dir;
  }

  /** Starts a bare gossipsub peer without any of our rules, listening to all of our kinds. */
  async function startRawPeer(options: Partial<GossipsubOpts> = {}): Promise<RawPeer> {
    const node = await createLibp2p({
      addresses: { listen: [] },
      transports: [tcp()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      connectionMonitor: { enabled: false },
      connectionManager: { reconnectRetries: 0 },
      services: {
        identify: identify(),
        pubsub: gossipsub({ globalSignaturePolicy: StrictSign, allowPublishToZeroTopicPeers: true, ...options }),
      },
    });
    ends.push(async () => node.stop());
    for (const kind of Object.keys(gossipKinds)) node.services.pubsub.subscribe(gossipTopic(gossipNetwork, kind));
    return rawPeerOf(node);
  }

  async function end(): Promise<void> {
    for (const stop of ends.splice(0).reverse()) await stop();
    members.clear();
  }

  return { startNode, startRawPeer, temporaryDir, end, members };
}

/** A node of a test. */
export type BenchNode = Awaited<ReturnType<ReturnType<typeof gossipBench>["startNode"]>>;

function inboxOf(gossip: ReturnType<typeof createGossip>) {
  const heard: GossipMessage[] = [];
  const arrivals = new EventEmitter();
  for (const kind of ["task", "vote", "submitted", "term"]) {
    gossip.onMessage(kind, (message) => {
      heard.push(message);
      arrivals.emit("message");
    });
  }

  /** Resolves when so many messages were heard. */
  async function hears(count: number): Promise<GossipMessage[]> {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    while (heard.length < count) await once(arrivals, "message", { signal });
    return heard;
  }

  return { heard, hears };
}

function rawPeerOf(node: Libp2p<{ pubsub: GossipSub }>) {
  const peerId = node.peerId.toString();
  const { pubsub } = node.services;

  /** Connects, and resolves when what we say would reach the node. */
  async function connect({ address, peerId: target }: BenchNode): Promise<void> {
    await node.dial(multiaddr(address), { signal: AbortSignal.timeout(DEADLINE_MS) });
    const listens = (kind: string) =>
      pubsub.getSubscribers(gossipTopic(gossipNetwork, kind)).some((peer) => peer.toString() === target);
    // Gossipsub does not say when it has a stream to send on.
    const { streamsOutbound } = pubsub as unknown as { streamsOutbound: ReadonlyMap<string, unknown> };
    await isTrue(() => Object.keys(gossipKinds).every(listens) && streamsOutbound.has(target));
  }

  /** Resolves when no connection to a node is left. */
  async function isCutOff({ peerId: target }: BenchNode): Promise<void> {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    while (node.getPeers().some((peer) => peer.toString() === target)) {
      await once(node, "peer:disconnect", { signal });
    }
  }

  /** An envelope as an operator would send it through this peer, but for the changes. */
  async function write(wallet: TestWallet, changes: Partial<GossipEnvelope> = {}, network = gossipNetwork) {
    const envelope: GossipEnvelope = {
      kind: "vote",
      sender: wallet.address,
      peer: peerId,
      sentAt: Date.now(),
      nonce: hexlify(randomBytes(16)),
      payload: randomBytes(32),
      ...changes,
    };
    return encodeEnvelope(await signEnvelope(wallet, network, envelope));
  }

  const say = (data: Uint8Array, kind = "vote") => pubsub.publish(gossipTopic(gossipNetwork, kind), data);
  return { node, peerId, connect, isCutOff, write, say };
}

/** A peer that keeps to no rules. */
export type RawPeer = ReturnType<typeof rawPeerOf>;
