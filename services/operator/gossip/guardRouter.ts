import type { GossipSub } from "@libp2p/gossipsub";

import type { GossipFault } from "./gossipFault.ts";

/** One frame of the gossipsub protocol, as far as it is looked at here. */
interface Rpc {
  subscriptions?: unknown[];
  messages: { topic: string; from?: Uint8Array; seqno?: Uint8Array; signature?: Uint8Array }[];
  control?: Partial<Record<"ihave" | "iwant" | "idontwant" | "graft" | "prune", { messageIDs?: unknown[] }[]>>;
}

interface Peer {
  toString(): string;
}

type Frames = AsyncIterable<{ readonly byteLength: number }>;

/** What gossipsub does with what it reads. It offers no other place to stop a peer before its signatures are checked. */
interface RouterInternals {
  pipePeerReadStream(peer: Peer, frames: Frames): Promise<void>;
  handleReceivedRpc(peer: Peer, rpc: Rpc): Promise<void>;
  getScore(peer: string): number;
  getMeshPeers(topic: string): string[];
  readonly streamsOutbound: ReadonlyMap<string, unknown>;
  readonly seenCache: { readonly size: number };
  readonly mcache: { readonly msgs: { readonly size: number } };
}

/** A router with a guard before it. */
export interface GuardedRouter {
  /** The router's opinion of a peer; 0 is neutral. */
  scoreOf(peer: string): number;
  /** Whether there is a stream to talk to a peer on. When one cannot be opened at first, the router does not try again. */
  canReach(peer: string): boolean;
  /** How many peers get the messages of a topic from us at once; others are only told that there are some. */
  meshSize(topic: string): number;
  /** Entries that the router holds. */
  sizes(): Readonly<Record<string, number>>;
}

/** What a guard asks and tells. */
export interface GuardRouterParameters {
  /** Whether a peer may have so much of our time; a peer that may not has its frame dropped. */
  readonly admits: (peer: string, cost: number) => boolean;
  readonly onFault: (peer: string, fault: GossipFault) => void;
  /** Awaited between frames. */
  readonly breathe: () => Promise<void>;
  /** Loses a message on purpose, for rehearsals of bad networks. */
  readonly isLost?: (() => boolean) | undefined;
}

const BYTES_PER_COST = 4_096;
const IDS_PER_COST = 100;
const FRAME_ERRORS = new Set(["InvalidMessageLengthError", "InvalidDataLengthError", "InvalidDataLengthLengthError"]);

/**
 * Puts a guard before a gossipsub router, which by itself reads whatever arrives as fast as it arrives.
 *
 * @throws {TypeError} when the router is not the version that this was written for.
 */
export function guardRouter(router: GossipSub, parameters: GuardRouterParameters): GuardedRouter {
  const { admits, onFault, breathe, isLost = () => false } = parameters;
  const internals = router as unknown as RouterInternals;
  for (const name of ["pipePeerReadStream", "handleReceivedRpc", "getScore", "getMeshPeers"] as const) {
    if (typeof internals[name] !== "function") throw new TypeError(`gossipsub has no ${name} any more`);
  }
  const readStream = internals.pipePeerReadStream.bind(internals);
  const handleRpc = internals.handleReceivedRpc.bind(internals);
  /** Frames that could be decoded, by peers that are being read. */
  const decoded = new Map<string, number>();

  internals.pipePeerReadStream = (peer, frames) => readStream(peer, guardFrames(peer.toString(), frames));

  async function* guardFrames(peer: string, frames: Frames) {
    try {
      for await (const frame of frames) {
        await breathe();
        if (!admits(peer, 1 + Math.floor(frame.byteLength / BYTES_PER_COST))) continue;
        const before = decoded.get(peer) ?? 0;
        decoded.set(peer, before);
        yield frame;
        if (decoded.get(peer) === before) onFault(peer, "undecodable");
      }
    } catch (error) {
      if (FRAME_ERRORS.has((error as Error).name)) onFault(peer, "undecodable");
      throw error;
    } finally {
      decoded.delete(peer);
    }
  }

  internals.handleReceivedRpc = async (peer, rpc) => {
    const id = peer.toString();
    if (decoded.has(id)) decoded.set(id, (decoded.get(id) ?? 0) + 1);
    if (!admits(id, costOf(rpc))) return;
    if (!rpc.messages.every(isSigned)) return onFault(id, "unsigned");
    rpc.messages = rpc.messages.filter(() => !isLost());
    await handleRpc(peer, rpc);
  };

  return {
    scoreOf: (peer) => internals.getScore(peer),
    canReach: (peer) => internals.streamsOutbound.has(peer),
    meshSize: (topic) => internals.getMeshPeers(topic).length,
    sizes: () => ({ routerSeen: internals.seenCache.size, routerCache: internals.mcache.msgs.size }),
  };
}

function costOf({ subscriptions = [], messages, control = {} }: Rpc): number {
  const ids = [...(control.ihave ?? []), ...(control.iwant ?? []), ...(control.idontwant ?? [])];
  const named = ids.reduce((sum, { messageIDs = [] }) => sum + messageIDs.length, 0);
  const links = (control.graft?.length ?? 0) + (control.prune?.length ?? 0);
  return messages.length + subscriptions.length + ids.length + links + Math.ceil(named / IDS_PER_COST);
}

function isSigned({ from, seqno, signature }: Rpc["messages"][number]): boolean {
  return from !== undefined && seqno !== undefined && signature !== undefined;
}
