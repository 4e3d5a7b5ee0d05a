import { type GossipSub, gossipsub, StrictSign } from "@libp2p/gossipsub";
import { identify } from "@libp2p/identify";
import { noise } from "@libp2p/noise";
import { tcp } from "@libp2p/tcp";
import { yamux } from "@libp2p/yamux";
import { createLibp2p, type Libp2p } from "libp2p";

import type { GossipKind } from "./gossipKinds.ts";
import type { GossipLimits } from "./gossipLimits.ts";
import type { PeerKey } from "./loadPeerKey.ts";

const MEBIBYTE = 1_048_576;
const NO_BYTES = new Uint8Array();

/** Milliseconds that a peer may take for each step until it can be talked to. */
const HANDSHAKE_TIMEOUT_MS = 15_000;

/** One invalid message is more than the router puts up with; honest peers never pass one on. */
const INVALID_MESSAGE_WEIGHT = -100;

/** Below this score of the router a peer is not listened to at all. */
export const SHUNNED_SCORE = -80;

/** A peer-to-peer node with nothing but gossip on top. */
export type GossipNode = Libp2p<{ pubsub: GossipSub }>;

/** What a node is made of. */
export interface CreateNodeParameters {
  readonly privateKey: PeerKey;
  /** Multiaddrs to listen on. */
  readonly listen: readonly string[];
  /** Multiaddrs to be reached at, instead of those listened on. */
  readonly announce: readonly string[];
  /** The topics, and the kinds that they stand for. */
  readonly topics: ReadonlyMap<string, GossipKind>;
  readonly limits: GossipLimits;
  readonly isBanned: (peer: string) => boolean;
  /** What else a peer has to answer for; 0 is nothing. */
  readonly scoreOf: (peer: string) => number;
}

/** Creates a node, and does not start it. TCP, noise and yamux; every queue of theirs has a bound here. */
export async function createNode(parameters: CreateNodeParameters): Promise<GossipNode> {
  const { privateKey, listen, announce, limits, isBanned } = parameters;
  const denies = (peer: { toString(): string }) => isBanned(peer.toString());
  return createLibp2p({
    start: false,
    privateKey,
    nodeInfo: { name: "muster", version: "1", userAgent: "muster/1" },
    addresses: { listen: [...listen], announce: [...announce] },
    transports: [tcp({ maxConnections: 2 * limits.maxConnections })],
    connectionEncrypters: [noise()],
    streamMuxers: [
      yamux({
        maxInboundStreams: 32,
        maxOutboundStreams: 32,
        streamOptions: { maxStreamWindowSize: MEBIBYTE, maxReadBufferLength: 2 * MEBIBYTE },
      }),
    ],
    connectionManager: {
      maxConnections: limits.maxConnections,
      maxIncomingPendingConnections: limits.maxConnections,
      inboundConnectionThreshold: limits.connectionsPerHostPerSecond,
      maxParallelDials: 8,
      maxDialQueueLength: 64,
      dialTimeout: HANDSHAKE_TIMEOUT_MS,
      addressDialTimeout: HANDSHAKE_TIMEOUT_MS,
      inboundUpgradeTimeout: HANDSHAKE_TIMEOUT_MS,
      inboundStreamProtocolNegotiationTimeout: HANDSHAKE_TIMEOUT_MS,
      outboundStreamProtocolNegotiationTimeout: HANDSHAKE_TIMEOUT_MS,
      // Who is missed is dialled again by the dialer.
      reconnectRetries: 0,
    },
    // A busy peer is slow to answer; to hang up on it would make both busier.
    connectionMonitor: { pingInterval: 30_000, pingTimeout: { minTimeout: 20_000 } },
    connectionGater: {
      denyDialPeer: denies,
      denyInboundEncryptedConnection: denies,
      denyOutboundEncryptedConnection: denies,
    },
    services: { identify: identify(), pubsub: createRouter(parameters) },
  });
}

function createRouter({ topics, scoreOf }: CreateNodeParameters) {
  const longestMs = Math.max(...[...topics.values()].map(({ maxAgeMs }) => maxAgeMs));
  return gossipsub({
    globalSignaturePolicy: StrictSign,
    allowedTopics: new Set(topics.keys()),
    allowPublishToZeroTopicPeers: true,
    fallbackToFloodsub: false,
    emitSelf: false,
    floodPublish: true,
    // Known before the signature is checked, which most peers bring for nothing; what is kept has passed the check.
    fastMsgIdFn: ({ from = NO_BYTES, seqno = NO_BYTES }) => Buffer.concat([from, seqno]).toString("latin1"),
    // Longer than a message lives: what comes back later is refused for its age.
    seenTTL: 2 * longestMs,
    // A peer is read no faster than its messages are judged; the rest waits at its own end.
    awaitRpcHandler: true,
    awaitRpcMessageHandler: true,
    maxInboundStreams: 2,
    maxOutboundStreams: 2,
    maxInboundDataLength: MEBIBYTE,
    maxOutboundBufferSize: MEBIBYTE,
    maxTopicBytesPerPeer: 65_536,
    decodeRpcLimits: {
      maxSubscriptions: 64,
      maxMessages: 512,
      maxIhaveMessageIDs: 5_000,
      maxIwantMessageIDs: 5_000,
      maxIdontwantMessageIDs: 512,
      maxControlMessages: 128,
      maxPeerInfos: 16,
    },
    scoreThresholds: { gossipThreshold: -20, publishThreshold: -50, graylistThreshold: SHUNNED_SCORE },
    scoreParams: {
      appSpecificScore: scoreOf,
      appSpecificWeight: 1,
      // Many operators share a cloud's address, or a machine; the rates are held against each of them anyway.
      IPColocationFactorWeight: 0,
      // A lost answer now and then is the network's fault.
      behaviourPenaltyWeight: -1,
      behaviourPenaltyThreshold: 10,
      behaviourPenaltyDecay: 0.5,
      retainScore: 60_000,
      topics: Object.fromEntries([...topics.keys()].map((topic) => [topic, TOPIC_SCORE])),
    },
  });
}

/** Topics may be silent for hours: there is no penalty for delivering little, and a small reward for being first. */
const TOPIC_SCORE = {
  topicWeight: 1,
  timeInMeshWeight: 0.01,
  timeInMeshQuantum: 1_000,
  timeInMeshCap: 300,
  firstMessageDeliveriesWeight: 0.1,
  firstMessageDeliveriesDecay: 0.9,
  firstMessageDeliveriesCap: 50,
  meshMessageDeliveriesWeight: 0,
  meshMessageDeliveriesDecay: 0.5,
  meshMessageDeliveriesCap: 1,
  meshMessageDeliveriesThreshold: 1,
  meshMessageDeliveriesWindow: 10,
  meshMessageDeliveriesActivation: 1_000,
  meshFailurePenaltyWeight: 0,
  meshFailurePenaltyDecay: 0.5,
  invalidMessageDeliveriesWeight: INVALID_MESSAGE_WEIGHT,
  invalidMessageDeliveriesDecay: 0.9,
};
