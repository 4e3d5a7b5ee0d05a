import { randomBytes } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";

import { expect } from "chai";
import { hexlify, toUtf8Bytes, Wallet } from "ethers";

import { decodeEnvelope } from "../../../../services/operator/gossip/decodeEnvelope.ts";
import { encodeEnvelope } from "../../../../services/operator/gossip/encodeEnvelope.ts";
import { gossipKinds } from "../../../../services/operator/gossip/gossipKinds.ts";
import { gossipLimits } from "../../../../services/operator/gossip/gossipLimits.ts";
import { gossipBench, type RawPeer } from "../../../helpers/gossip.ts";
import { isTrue } from "../../../helpers/isTrue.ts";

const FLOOD = 5_000;
const LIMITS = { ...gossipLimits, announceIntervalMs: 2_000, dialIntervalMs: 100 };
const PAYLOAD = toUtf8Bytes("a vote");
/** Small, for there is no need to sign thousands of messages that are not looked at any more. */
const kinds = { vote: { ...gossipKinds.vote!, burst: 20, ratePerSecond: 1 } };
/** What a peer may deliver of one author before it counts as a flood, and what comes while the machine is busy. */
const RELAYED = 4 * (20 + 20);

describe("floods", () => {
  let bench: ReturnType<typeof gossipBench>;
  /** An operator's key, in the hands of the flooder. */
  const wallet = Wallet.createRandom();

  beforeEach(() => {
    bench = gossipBench();
    bench.members.add(wallet.address);
  });

  afterEach(() => bench.end());

  /** Two nodes that know each other, and a third that only knows the second. */
  async function startChain() {
    const first = await bench.startNode({ kinds });
    const second = await bench.startNode({ kinds, bootstrap: [first.address] });
    const third = await bench.startNode({ kinds, bootstrap: [second.address], limits: { ...LIMITS, targetPeers: 1 } });
    await first.logged("peerListens", { peer: second.peerId });
    await third.logged("peerListens", { peer: second.peerId });
    return { first, second, third };
  }

  /** Says everything as fast as it can. It shares its process with the nodes, which must get to read some of it. */
  async function flood(count: number, say: (index: number) => Promise<unknown>): Promise<void> {
    for (let index = 0; index < count; index++) {
      await say(index);
      if (index % 20 === 0) await nextTurn();
    }
  }

  it("cuts off an operator that floods, and nobody that passed some of it on", async () => {
    const { first, second, third } = await startChain();
    const raw = await bench.startRawPeer();
    await raw.connect(first);
    const signed = await Promise.all(Array.from({ length: RELAYED }, () => raw.write(wallet)));
    const last = decodeEnvelope(signed[0]!)!;
    const unread = Array.from({ length: FLOOD - RELAYED }, () => ({ ...last, nonce: hexlify(randomBytes(16)) }));

    const messages = [...signed, ...unread.map(encodeEnvelope)];
    await flood(FLOOD, (index) => raw.say(messages[index]!));
    await first.logged("peerBanned", { peer: raw.peerId, fault: "flood" });
    await raw.isCutOff(first);

    const heldOf = first.gossip.health().held;
    expect(heldOf.messages).to.be.below(RELAYED);
    expect(heldOf.routerSeen).to.be.below(RELAYED);
    expect(heldOf.routerCache).to.be.below(RELAYED);
    expect(first.heard.length).to.be.below(RELAYED / 2);
    await third.gossip.publish("term", PAYLOAD);
    await isTrue(() => first.heard.some(({ sender }) => sender === third.wallet.address));
    await first.gossip.publish("term", PAYLOAD);
    await isTrue(() => third.heard.some(({ sender }) => sender === first.wallet.address));
    expect([second, third].map(({ gossip }) => gossip.health().bans)).to.deep.equal([0, 0]);
    expect(first.gossip.health().bans).to.equal(1);
  });

  it("cuts off a peer at the first of many bytes that are no envelope", async () => {
    const { first, second } = await startChain();
    const raw = await bench.startRawPeer();
    await raw.connect(first);

    await flood(FLOOD, () => raw.say(randomBytes(64)));
    await first.logged("peerBanned", { peer: raw.peerId, fault: "malformed" });
    await raw.isCutOff(first);

    expect(first.gossip.health().held.messages).to.be.below(100);
    await second.gossip.publish("vote", PAYLOAD);
    expect((await first.hears(1))[0]).to.include({ sender: second.wallet.address });
  });

  it("cuts off a peer that delivers more than all operators together could say", async () => {
    const node = await bench.startNode({ limits: { peerBurst: 500, peerRatePerSecond: 10 } });
    const raw = await bench.startRawPeer();
    await raw.connect(node);

    // Topics that nobody knows reach no judge.
    await flood(FLOOD, () => shout(raw));
    await node.logged("peerBanned", { peer: raw.peerId, fault: "flood" });
    await raw.isCutOff(node);
    expect(node.gossip.health().held.routerSeen).to.be.below(100);
  });

  it("delivers no more than its handlers keep up with", async () => {
    const node = await bench.startNode({ limits: { maxHandlers: 3 } });
    node.gossip.onMessage("vote", () => new Promise(() => undefined));
    const raw = await bench.startRawPeer();
    await raw.connect(node);

    for (let index = 0; index < 3; index++) await raw.say(await raw.write(wallet));
    await isTrue(() => node.gossip.health().received.vote === 3);
    const { held, undelivered } = node.gossip.health();
    expect(held.handling).to.equal(2);
    expect(undelivered).to.equal(1);
  });
});

/** A frame that no topic stands for, sent past the peer's own router. */
async function shout({ node }: RawPeer): Promise<void> {
  const streams = node.getConnections().flatMap(({ streams }) => streams);
  const stream = streams.find(
    ({ protocol, direction }) => protocol.startsWith("/meshsub/") && direction === "outbound",
  );
  // Five bytes: a list of one subscription without a topic.
  if (stream?.status === "open") stream.send(Uint8Array.of(4, 0x0a, 2, 0x08, 1));
}
