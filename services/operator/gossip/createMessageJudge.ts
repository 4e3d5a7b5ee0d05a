import { recoverSigner } from "../recoverSigner.ts";
import { askMembership, type MembershipTest } from "./askMembership.ts";
import { createRecentSet } from "./createRecentSet.ts";
import { createTokenBuckets, type TokenBuckets } from "./createTokenBuckets.ts";
import { decodeEnvelope } from "./decodeEnvelope.ts";
import type { SignedGossipEnvelope } from "./gossipEnvelope.ts";
import type { GossipFault } from "./gossipFault.ts";
import type { GossipKind } from "./gossipKinds.ts";
import type { GossipLimits } from "./gossipLimits.ts";
import type { GossipMessage } from "./gossipMessage.ts";
import type { GossipNetwork } from "./gossipTopic.ts";
import { hashEnvelope } from "./hashEnvelope.ts";

/**
 * Faults that weigh on the peer that delivers a message: `null` is not to be forgiven. The bytes are the same for
 * everybody, so whoever passes such a message on has not looked, or made it.
 */
const FORBIDDEN = null;

/** Weight of a fault that an honest author cannot have made twice, against `forgivenFaults`. */
const SEVERE = 10;
const SLIGHT = 1;
const NOTHING = 0;

/** An author's rate may be exceeded by this at a receiver: messages bunch up on the way. */
const AUTHOR_SLACK = 2;
/** And by this at one peer: it is what two restarts of an honest relay let through. */
const RELAY_SLACK = 4;

/** New strangers that a peer may pass messages on of, and how many more a second: it may know the chain better. */
const STRANGERS_BURST = 256;
const STRANGERS_PER_SECOND = 1;

/** What a message looks like before anything is known of it. */
export interface ReceivedMessage {
  /** The kind that the topic stands for. */
  readonly kind: string;
  readonly data: Uint8Array;
  /** The peer that published it, as its own signature says. */
  readonly origin: string;
  /** The peer that delivered it. */
  readonly source: string;
}

/** What becomes of a message. */
export type MessageVerdict =
  | { readonly outcome: "accept"; readonly message: GossipMessage }
  | {
      /** Rejected is what every honest peer rejects; the peer-to-peer layer then thinks less of all who pass it on. */
      readonly outcome: "ignore" | "reject";
      readonly fault: GossipFault;
      /** What the peer that delivered it has to answer for; `null` cannot be forgiven. */
      readonly weight: number | null;
    };

/** What a caller finds of a payload. Only answer `reject` where everybody would, on the same bytes. */
export type PayloadVerdict = "accept" | "ignore" | "reject";

/** What a judge goes by. */
export interface CreateMessageJudgeParameters {
  readonly network: GossipNetwork;
  readonly kinds: Readonly<Record<string, GossipKind>>;
  readonly limits: GossipLimits;
  readonly isMember: MembershipTest;
  /** Looks at the payload of a message before it is passed on. */
  readonly inspect?: ((message: GossipMessage) => Promise<PayloadVerdict> | PayloadVerdict) | undefined;
  /** Unix time in milliseconds; the clock's by default. */
  readonly now?: (() => number) | undefined;
}

/** Decides which messages are heard and passed on, and who answers for the others. */
export interface MessageJudge {
  judge(received: ReceivedMessage): Promise<MessageVerdict>;
  /** Entries held by name of what holds them; each has its bound in the limits. */
  sizes(): Readonly<Record<string, number>>;
}

/**
 * Creates a judge.
 *
 * Checks run from cheap to dear. What differs between honest peers (clocks, views of the chain, what was seen before)
 * is never held against one that merely passes a message on: only the message's own peer answers for it, and whoever
 * delivers more of one author than any honest peer would have taken.
 */
export function createMessageJudge(parameters: CreateMessageJudgeParameters): MessageJudge {
  const { network, kinds, limits, isMember, inspect, now = Date.now } = parameters;
  const { rememberedRates: maxKeys, rememberedMessages, maxClockSkewMs } = limits;
  const longestMs = Math.max(...Object.values(kinds).map(({ maxAgeMs }) => maxAgeMs)) + maxClockSkewMs;
  const seen = createRecentSet({ maxSize: rememberedMessages, maxAgeMs: longestMs, now });
  const knownStrangers = createRecentSet({ maxSize: maxKeys, maxAgeMs: limits.banMs, now });
  const strangers = createTokenBuckets({ ratePerSecond: STRANGERS_PER_SECOND, burst: STRANGERS_BURST, maxKeys, now });
  const authors = bucketsByKind(AUTHOR_SLACK);
  const relays = bucketsByKind(RELAY_SLACK);

  function bucketsByKind(slack: number): ReadonlyMap<string, TokenBuckets> {
    return new Map(
      Object.entries(kinds).map(([kind, { ratePerSecond, burst }]) => {
        return [kind, createTokenBuckets({ ratePerSecond: ratePerSecond * slack, burst: burst * slack, maxKeys, now })];
      }),
    );
  }

  async function judge(received: ReceivedMessage): Promise<MessageVerdict> {
    const envelope = decodeWithin(received);
    if (envelope === undefined) return reject("malformed");
    if (envelope === "tooBig") return reject("tooBig");
    if (envelope.kind !== received.kind) return reject("wrongKind");
    if (envelope.peer !== received.origin) return reject("wrongPeer");

    const { source } = received;
    const isOwn = source === received.origin;
    // Before the signature, which is what a flood would have us check.
    if (!relays.get(envelope.kind)?.take(`${source} ${envelope.sender}`)) return ignore("flood", FORBIDDEN);
    const timing = judgeTime(envelope, isOwn);
    if (timing !== undefined) return timing;
    if (isBusy(envelope)) return ignore("busySender", NOTHING);

    const id = hashEnvelope(network, envelope);
    if (seen.has(id)) return ignore("replayed", isOwn ? SEVERE : NOTHING);
    if (recoverSigner(id, envelope.signature) !== envelope.sender) return reject("badSignature");
    seen.add(id);
    const { kind, sender, peer, sentAt, payload } = envelope;
    return judgeSigned({ id, kind, sender, peer, sentAt, payload, receivedFrom: source }, isOwn);
  }

  function decodeWithin({ kind, data }: ReceivedMessage): SignedGossipEnvelope | "tooBig" | undefined {
    const maxBytes = kinds[kind]?.maxBytes ?? 0;
    return data.length > maxBytes ? "tooBig" : decodeEnvelope(data);
  }

  /** A signature takes longer to check than all else, so one is not checked for nothing. */
  function isBusy({ kind, sender }: SignedGossipEnvelope): boolean {
    return (authors.get(kind)?.level(sender) ?? 0) < 1;
  }

  /**
   * An old message may have waited at our own door, so nobody answers for it; rates bound how many there are. One that
   * is ahead by another whole life cannot have come to an honest peer in time either.
   */
  function judgeTime({ kind, sentAt }: SignedGossipEnvelope, isOwn: boolean): MessageVerdict | undefined {
    const maxAgeMs = kinds[kind]?.maxAgeMs ?? 0;
    const age = now() - sentAt;
    if (age > maxAgeMs) return ignore("tooOld", NOTHING);
    const lead = -age - maxClockSkewMs;
    if (lead > 0) return ignore("tooNew", isOwn || lead > maxAgeMs ? SEVERE : NOTHING);
    return undefined;
  }

  async function judgeSigned(message: GossipMessage, isOwn: boolean): Promise<MessageVerdict> {
    const { kind, sender, receivedFrom } = message;
    const standing = await askMembership(isMember, sender, limits.membershipTimeoutMs);
    if (standing === undefined) return ignore("membershipUnavailable", NOTHING);
    if (!standing) return ignore("unknownSender", isOwn ? SLIGHT : weightOfStranger(receivedFrom, sender));
    if (!authors.get(kind)?.take(sender)) return ignore("busySender", NOTHING);

    const verdict = (await inspect?.(message)) ?? "accept";
    if (verdict === "reject") return reject("badPayload");
    return verdict === "ignore" ? ignore("unwelcome", NOTHING) : { outcome: "accept", message };
  }

  /** Only ever new strangers count: one operator that we have not heard of yet must not cost its relays anything. */
  function weightOfStranger(source: string, sender: string): number | null {
    if (!knownStrangers.add(`${source} ${sender}`)) return NOTHING;
    return strangers.take(source) ? NOTHING : FORBIDDEN;
  }

  function sizes(): Readonly<Record<string, number>> {
    const total = (buckets: ReadonlyMap<string, TokenBuckets>) =>
      [...buckets.values()].reduce((sum, each) => sum + each.size(), 0);
    const rates = { authors: total(authors), relays: total(relays), strangers: strangers.size() };
    return { messages: seen.size(), knownStrangers: knownStrangers.size(), ...rates };
  }

  return { judge, sizes };
}

function reject(fault: GossipFault): MessageVerdict {
  return { outcome: "reject", fault, weight: FORBIDDEN };
}

function ignore(fault: GossipFault, weight: number | null): MessageVerdict {
  return { outcome: "ignore", fault, weight };
}
