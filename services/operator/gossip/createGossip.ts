import { randomBytes } from "node:crypto";

import { type GossipSub, type GossipsubMessage, type Message, TopicValidatorResult } from "@libp2p/gossipsub";
import { multiaddr } from "@multiformats/multiaddr";
import { getAddress, hexlify } from "ethers";

import type { Logger } from "../../logger.ts";
import { askMembership, type MembershipTest } from "./askMembership.ts";
import { type AddressBook, createAddressBook } from "./createAddressBook.ts";
import { createAnnouncer } from "./createAnnouncer.ts";
import { createBreather } from "./createBreather.ts";
import { createDialer, type DialTarget } from "./createDialer.ts";
import { createMessageJudge, type PayloadVerdict } from "./createMessageJudge.ts";
import { createNode, type GossipNode, SHUNNED_SCORE } from "./createNode.ts";
import { createPeerStanding } from "./createPeerStanding.ts";
import { createStallWatch } from "./createStallWatch.ts";
import { createTokenBuckets } from "./createTokenBuckets.ts";
import { encodeEnvelope } from "./encodeEnvelope.ts";
import type { GossipFault } from "./gossipFault.ts";
import { type GossipKind, gossipKinds, PEER_KIND } from "./gossipKinds.ts";
import { type GossipLimits, gossipLimits } from "./gossipLimits.ts";
import type { GossipMessage } from "./gossipMessage.ts";
import { GossipRefusedError } from "./gossipRefusedError.ts";
import { gossipTopic } from "./gossipTopic.ts";
import { type GuardedRouter, guardRouter } from "./guardRouter.ts";
import { hashEnvelope } from "./hashEnvelope.ts";
import { loadPeerKey } from "./loadPeerKey.ts";
import { peerAnnouncement } from "./peerAnnouncement.ts";
import { type GossipSigner, signEnvelope } from "./signEnvelope.ts";

const DEFAULT_LISTEN = ["/ip4/0.0.0.0/tcp/9876"];
const SAVE_INTERVAL_MS = 30_000;
const MAX_BOOTSTRAP_DELAY_MS = 30_000;
const MAX_PEER_DELAY_MS = 600_000;

const ROUTER_VERDICTS: Readonly<Record<PayloadVerdict, TopicValidatorResult>> = {
  accept: TopicValidatorResult.Accept,
  ignore: TopicValidatorResult.Ignore,
  reject: TopicValidatorResult.Reject,
};

/** What a gossip node needs. */
export interface CreateGossipParameters {
  readonly chainId: bigint;
  /** The attestation centre whose operators talk here. */
  readonly center: string;
  /** The operator's controller key. Without one the node listens and passes on. */
  readonly signer?: GossipSigner | undefined;
  readonly isMember: MembershipTest;
  readonly logger: Logger;
  /** Keeps the identity, and the peers heard of. One directory a node. */
  readonly dataDir: string;
  /** Multiaddrs to listen on; TCP port 9876 of every interface by default. */
  readonly listen?: readonly string[] | undefined;
  /** Multiaddrs that others are told, where they differ from those listened on. */
  readonly announce?: readonly string[] | undefined;
  /** Multiaddrs of nodes to begin with. One's own may be among them. */
  readonly bootstrap?: readonly string[] | undefined;
  /** Further kinds of messages, or other bounds; the same for all operators of a centre. */
  readonly kinds?: Readonly<Record<string, GossipKind>> | undefined;
  /** Looks at the payload of a message before it is passed on. Only `reject` what everybody rejects. */
  readonly inspect?: ((message: GossipMessage) => Promise<PayloadVerdict> | PayloadVerdict) | undefined;
  readonly limits?: Partial<GossipLimits> | undefined;
  /** Loses an arriving message on purpose, for rehearsals of bad networks. */
  readonly isLost?: (() => boolean) | undefined;
  /** Stops the node when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** What is known of a publication. */
export interface PublishReceipt {
  readonly id: string;
  /** The peers it was handed to; nobody has heard it while this is empty. */
  readonly heardBy: readonly string[];
}

/** A connected peer. */
export interface GossipPeer {
  readonly peer: string;
  /** The operator that vouches for it, once one has. */
  readonly operator: string | undefined;
  /** The multiaddr it is connected by. */
  readonly address: string;
  readonly isOutbound: boolean;
  /** The kinds that it listens to. */
  readonly kinds: readonly string[];
  /** What the router thinks of it; 0 is neutral. */
  readonly score: number;
}

/** How a gossip node is doing. */
export interface GossipHealth {
  readonly isRunning: boolean;
  readonly peerId: string | undefined;
  /** Multiaddrs that others can use. */
  readonly addresses: readonly string[];
  readonly peers: number;
  readonly strangers: number;
  readonly knownPeers: number;
  readonly bannedPeers: number;
  /** Since the start, like all that follow but the last three. */
  readonly bans: number;
  readonly faults: Readonly<Partial<Record<GossipFault, number>>>;
  readonly published: Readonly<Record<string, number>>;
  readonly received: Readonly<Record<string, number>>;
  /** Publications that nobody heard. */
  readonly unheard: number;
  /** Messages for which too many handlers were under way. */
  readonly undelivered: number;
  /** Peers that listen, by kind. */
  readonly subscribers: Readonly<Record<string, number>>;
  /** Peers that we pass messages on to at once, by kind. */
  readonly mesh: Readonly<Record<string, number>>;
  /** Entries in memory by what holds them. */
  readonly held: Readonly<Record<string, number>>;
}

/** Hears one kind of message. What it throws goes to the log. */
export type GossipHandler = (message: GossipMessage) => Promise<void> | void;

/** A node of the operators' peer-to-peer network. */
export interface Gossip {
  /**
   * Resolves when the node listens; it finds its peers in the background.
   *
   * @throws {PeerKeyExposedError} when others may read the node's identity.
   */
  start(): Promise<void>;
  /** Resolves when all connections are closed. A node does not start twice. */
  stop(): Promise<void>;
  /**
   * Signs a payload and hands it to the peers there are. To say it again later is the caller's business.
   *
   * @throws {GossipRefusedError} when others would refuse the message.
   */
  publish(kind: string, payload: Uint8Array): Promise<PublishReceipt>;
  /** Hears a kind of message, once each, until the returned function is called. Not one's own messages. */
  onMessage(kind: string, handler: GossipHandler): () => void;
  peers(): GossipPeer[];
  health(): GossipHealth;
}

/** What there is only while the node runs. */
interface Running {
  readonly node: GossipNode;
  readonly router: GossipSub;
  readonly guard: GuardedRouter;
  readonly book: AddressBook;
}

/** Creates a node on which operators of one attestation centre tell each other things, in signed and bounded messages. */
export function createGossip(parameters: CreateGossipParameters): Gossip {
  const { chainId, signer, isMember, inspect, logger, dataDir, bootstrap = [], isLost, signal } = parameters;
  const network = { chainId, center: getAddress(parameters.center) };
  const kinds: Readonly<Record<string, GossipKind>> = { ...gossipKinds, ...parameters.kinds };
  const limits: GossipLimits = { ...gossipLimits, ...parameters.limits };
  const topicOf = new Map(Object.keys(kinds).map((kind) => [kind, gossipTopic(network, kind)]));
  const stall = createStallWatch();
  const breathe = createBreather();
  const standing = createPeerStanding({ limits, logger, isCatchingUp: stall.isCatchingUp, disconnect });
  const judge = createMessageJudge({ network, kinds, limits, isMember, inspect: inspectMessage });
  const dialer = createDialer({ targets, dial, onFailure: logFailedDial, intervalMs: limits.dialIntervalMs });
  const announcer = createAnnouncer(announce, limits.announceIntervalMs);
  const ownRates = new Map(
    Object.entries(kinds).map(([kind, { ratePerSecond, burst }]) => {
      return [kind, createTokenBuckets({ ratePerSecond, burst, maxKeys: 1 })];
    }),
  );
  const handlers = new Map<string, Set<GossipHandler>>();
  /** Messages between their verdict and their delivery. */
  const accepted = new WeakMap<Message, GossipMessage>();
  /** The peers that bootstrap addresses led to. */
  const bootstrapPeers = new Map(bootstrap.map((address) => [address, peerIn(address)]));
  const published = new Map<string, number>();
  const received = new Map<string, number>();
  let handling = 0;
  let unheard = 0;
  let undelivered = 0;
  let running: Running | undefined;
  let starting: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;
  let saveTimer: NodeJS.Timeout | undefined;

  /* LIFE */

  function start(): Promise<void> {
    if (stopping === undefined) starting ??= open();
    return starting ?? Promise.resolve();
  }

  async function open(): Promise<void> {
    const privateKey = await loadPeerKey(dataDir);
    const book = createAddressBook(dataDir);
    const { listen = DEFAULT_LISTEN, announce = [] } = parameters;
    const topics = new Map(Object.entries(kinds).map(([kind, bounds]) => [topicFor(kind), bounds]));
    const { isBanned, scoreOf } = standing;
    const node = await createNode({ privateKey, listen, announce, topics, limits, isBanned, scoreOf });
    const router = node.services.pubsub;
    const onFault = (peer: string, fault: GossipFault) => standing.blame(peer, fault, null);
    const guard = guardRouter(router, { admits: standing.admits, onFault, breathe, isLost });
    listenTo(node, router);
    try {
      await node.start();
    } catch (error) {
      await node.stop();
      throw error;
    }
    running = { node, router, guard, book };
    for (const [kind, topic] of topicOf) {
      router.topicValidators.set(topic, async (peer, message) => {
        return ROUTER_VERDICTS[await validate(kind, peer.toString(), message)];
      });
      router.subscribe(topic);
    }
    stall.start();
    dialer.start();
    announcer.start();
    saveTimer = setInterval(saveBook, SAVE_INTERVAL_MS).unref();
    const addresses = node.getMultiaddrs().map(String);
    logger.info({ event: "listening", peer: node.peerId.toString(), addresses }, "Listening for other operators");
    if (isLost !== undefined) logger.warn({ event: "losing" }, "Messages that arrive are lost on purpose");
  }

  function listenTo(node: GossipNode, router: GossipSub): void {
    node.addEventListener("peer:connect", ({ detail }) => welcome(detail.toString()));
    node.addEventListener("peer:disconnect", ({ detail }) => {
      logger.info({ event: "peerLost", peer: detail.toString() }, "A peer is gone");
      // Whatever is worth keeping of it is in the address book.
      void node.peerStore.delete(detail).catch(() => undefined);
      dialer.wake();
    });
    router.addEventListener("subscription-change", ({ detail: { peerId, subscriptions } }) => {
      const ofPeers = topicFor(PEER_KIND);
      if (!subscriptions.some(({ topic, subscribe }) => subscribe && topic === ofPeers)) return;
      logger.info({ event: "peerListens", peer: peerId.toString() }, "A peer listens");
      announcer.announceSoon();
    });
    router.addEventListener("gossipsub:heartbeat", () => {
      shunBadPeers();
      closeDeafConnections();
    });
    router.addEventListener("gossipsub:message", ({ detail }: CustomEvent<GossipsubMessage>) => deliver(detail.msg));
  }

  function stop(): Promise<void> {
    stopping ??= close();
    return stopping;
  }

  async function close(): Promise<void> {
    await starting?.catch(() => undefined);
    announcer.stop();
    clearInterval(saveTimer);
    await dialer.stop();
    await running?.node.stop();
    saveBook();
    stall.stop();
    running = undefined;
  }

  function saveBook(): void {
    try {
      running?.book.save();
    } catch (error) {
      logger.warn({ event: "peersNotSaved", reason: String(error) }, "Could not save the peers heard of");
    }
  }

  /* MESSAGES */

  async function publish(kind: string, payload: Uint8Array): Promise<PublishReceipt> {
    if (kind === PEER_KIND || !topicOf.has(kind)) throw new GossipRefusedError(kind, "unknownKind");
    return send(kind, payload);
  }

  async function send(kind: string, payload: Uint8Array): Promise<PublishReceipt> {
    if (running === undefined || stopping !== undefined) throw new GossipRefusedError(kind, "notRunning");
    if (signer === undefined) throw new GossipRefusedError(kind, "noSigner");
    const sender = getAddress(await signer.getAddress());
    const standing = await askMembership(isMember, sender, limits.membershipTimeoutMs);
    if (standing === false) throw new GossipRefusedError(kind, "notMember");

    const peer = running.node.peerId.toString();
    const envelope = { kind, sender, peer, sentAt: Date.now(), nonce: hexlify(randomBytes(16)), payload };
    const data = encodeEnvelope(await signEnvelope(signer, network, envelope));
    if (data.length > (kinds[kind]?.maxBytes ?? 0)) throw new GossipRefusedError(kind, "tooBig");
    if (!ownRates.get(kind)?.take("")) throw new GossipRefusedError(kind, "tooMany");

    const { recipients } = await running.router.publish(topicFor(kind), data);
    count(published, kind);
    if (recipients.length === 0) unheard++;
    return { id: hashEnvelope(network, envelope), heardBy: recipients.map(String) };
  }

  async function validate(kind: string, source: string, message: Message): Promise<PayloadVerdict> {
    await breathe();
    if (message.type !== "signed" || standing.isBanned(source)) return "ignore";
    const verdict = await judge.judge({ kind, data: message.data, origin: message.from.toString(), source });
    if (verdict.outcome === "accept") {
      accepted.set(message, verdict.message);
      return "accept";
    }
    standing.blame(source, verdict.fault, verdict.weight);
    return verdict.outcome;
  }

  async function inspectMessage(message: GossipMessage): Promise<PayloadVerdict> {
    const { kind, id, payload } = message;
    if (kind === PEER_KIND) return peerAnnouncement.decode(payload) === undefined ? "reject" : "accept";
    try {
      return (await inspect?.(message)) ?? "accept";
    } catch (error) {
      logger.error({ event: "inspectionFailed", kind, id, reason: String(error) }, "Could not inspect a message");
      return "ignore";
    }
  }

  function deliver(raw: Message): void {
    const message = accepted.get(raw);
    if (message === undefined) return;
    count(received, message.kind);
    if (message.kind === PEER_KIND) return learnPeer(message);
    for (const handler of handlers.get(message.kind) ?? []) void handle(handler, message);
  }

  async function handle(handler: GossipHandler, message: GossipMessage): Promise<void> {
    if (handling >= limits.maxHandlers) return void undelivered++;
    handling++;
    try {
      await handler(message);
    } catch (error) {
      const { kind, id } = message;
      logger.error({ event: "handlerFailed", kind, id, reason: String(error) }, "Could not handle a message");
    } finally {
      handling--;
    }
  }

  function onMessage(kind: string, handler: GossipHandler): () => void {
    const those = handlers.get(kind) ?? new Set();
    handlers.set(kind, those.add(handler));
    return () => void those.delete(handler);
  }

  /* PEERS */

  async function announce(): Promise<void> {
    if (running === undefined || signer === undefined) return;
    if (running.router.getSubscribers(topicFor(PEER_KIND)).length === 0) return;
    const payload = peerAnnouncement.encode(running.node.getMultiaddrs().map(String));
    await send(PEER_KIND, payload).catch((error: unknown) => {
      logger.warn({ event: "notAnnounced", reason: String(error) }, "Could not tell the others where we are");
    });
  }

  function learnPeer({ peer, sender, payload }: GossipMessage): void {
    const addresses = peerAnnouncement.decode(payload) ?? [];
    running?.book.put({ peer, operator: sender, addresses });
    dialer.wake(peer);
  }

  /** Makes room: peers that nobody vouches for come and go cheaply, and must not keep operators out. */
  function welcome(peer: string): void {
    logger.info({ event: "peerFound", peer }, "A peer is connected");
    const strangers = connections().filter(isStranger);
    if (strangers.length <= limits.maxStrangers) return;
    const [oldest] = strangers.sort((a, b) => a.timeline.open - b.timeline.open);
    if (oldest !== undefined) void oldest.close().catch(() => undefined);
  }

  function isStranger({ remotePeer }: { remotePeer: { toString(): string } }): boolean {
    const peer = remotePeer.toString();
    return running?.book.get(peer) === undefined && ![...bootstrapPeers.values()].includes(peer);
  }

  function shunBadPeers(): void {
    for (const peer of running?.router.getPeers().map(String) ?? []) {
      const score = running?.guard.scoreOf(peer) ?? 0;
      if (score < SHUNNED_SCORE) standing.blame(peer, "lowScore", null);
    }
  }

  /** Of use to nobody: the other side does not listen, or we have no stream to it. It may go better another time. */
  function closeDeafConnections(): void {
    if (running === undefined || stall.isCatchingUp()) return;
    const { router, guard } = running;
    const listeners = new Set(router.getSubscribers(topicFor(PEER_KIND)).map(String));
    for (const each of connections().filter(({ timeline }) => Date.now() - timeline.open > limits.deafMs)) {
      const peer = each.remotePeer.toString();
      if (listeners.has(peer) && guard.canReach(peer)) continue;
      logger.info({ event: "peerDeaf", peer }, "A peer is connected in vain");
      void running.node.hangUp(each.remotePeer).catch(() => undefined);
    }
  }

  function disconnect(peer: string): void {
    const reason = new Error("The peer is banned.");
    for (const each of running?.node.getConnections() ?? [])
      if (each.remotePeer.toString() === peer) each.abort(reason);
  }

  /** The first connection to each peer. */
  function connections() {
    const byPeer = new Map((running?.node.getConnections() ?? []).map((each) => [each.remotePeer.toString(), each]));
    return [...byPeer.values()];
  }

  function targets(): DialTarget[] {
    if (running === undefined) return [];
    const self = running.node.peerId.toString();
    const connected = new Set(connections().map(({ remotePeer }) => remotePeer.toString()));
    const isWanted = (peer = "") => peer !== self && !connected.has(peer) && !standing.isBanned(peer);
    const first = bootstrap
      .filter((address) => isWanted(bootstrapPeers.get(address)))
      .map((address) => ({ name: address, addresses: [address], maxDelayMs: MAX_BOOTSTRAP_DELAY_MS }));
    if (connected.size >= limits.targetPeers) return first;

    const isBootstrap = new Set(bootstrapPeers.values());
    const others = running.book.records().filter(({ peer }) => isWanted(peer) && !isBootstrap.has(peer));
    const more = others.reverse().map(({ peer, addresses }) => {
      const full = addresses.map((address) => `${address}/p2p/${peer}`);
      return { name: peer, addresses: full, maxDelayMs: MAX_PEER_DELAY_MS };
    });
    return [...first, ...more.filter(({ addresses }) => addresses.length > 0)];
  }

  async function dial({ name, addresses }: DialTarget, stopped: AbortSignal): Promise<void> {
    const connection = await running?.node.dial(
      addresses.map((address) => multiaddr(address)),
      { signal: stopped },
    );
    if (connection && bootstrapPeers.has(name)) bootstrapPeers.set(name, connection.remotePeer.toString());
  }

  function logFailedDial({ name }: DialTarget, error: unknown): void {
    const fields = { target: name, reason: String(error) };
    logger.info({ event: "dialFailed", ...fields }, "Could not connect to a peer; will go on trying");
  }

  /* FIGURES */

  function peers(): GossipPeer[] {
    const listeners = [...topicOf].map(([kind, topic]) => {
      return { kind, peers: new Set(running?.router.getSubscribers(topic).map(String)) };
    });
    return connections().map(({ remotePeer, remoteAddr, direction }) => {
      const peer = remotePeer.toString();
      return {
        peer,
        operator: running?.book.get(peer)?.operator,
        address: remoteAddr.toString(),
        isOutbound: direction === "outbound",
        kinds: listeners.filter((each) => each.peers.has(peer)).map(({ kind }) => kind),
        score: running?.guard.scoreOf(peer) ?? 0,
      };
    });
  }

  function health(): GossipHealth {
    const subscribers = [...topicOf].map(([kind, topic]) => [kind, running?.router.getSubscribers(topic).length ?? 0]);
    const mesh = [...topicOf].map(([kind, topic]) => [kind, running?.guard.meshSize(topic) ?? 0]);
    return {
      isRunning: running !== undefined && stopping === undefined,
      peerId: running?.node.peerId.toString(),
      addresses: running?.node.getMultiaddrs().map(String) ?? [],
      peers: connections().length,
      strangers: connections().filter(isStranger).length,
      knownPeers: running?.book.records().length ?? 0,
      bannedPeers: standing.bannedPeers().length,
      bans: standing.bans(),
      faults: standing.faults(),
      published: Object.fromEntries(published),
      received: Object.fromEntries(received),
      unheard,
      undelivered,
      subscribers: Object.fromEntries(subscribers),
      mesh: Object.fromEntries(mesh),
      held: { ...judge.sizes(), ...standing.sizes(), ...running?.guard.sizes(), handling },
    };
  }

  function topicFor(kind: string): string {
    return topicOf.get(kind) ?? gossipTopic(network, kind);
  }

  signal?.addEventListener("abort", () => void stop(), { once: true });
  if (signal?.aborted) stopping = Promise.resolve();
  return { start, stop, publish, onMessage, peers, health };
}

/** The peer id that a multiaddr ends with. */
function peerIn(address: string): string | undefined {
  return /\/p2p\/([^/]+)$/.exec(address)?.[1];
}

function count(figures: Map<string, number>, key: string): void {
  figures.set(key, (figures.get(key) ?? 0) + 1);
}
