import { randomBytes } from "node:crypto";

import { StrictNoSign } from "@libp2p/gossipsub";
import { multiaddr } from "@multiformats/multiaddr";
import { expect } from "chai";
import { Wallet } from "ethers";

import { encodeEnvelope } from "../../../../services/operator/gossip/encodeEnvelope.ts";
import { decodeEnvelope } from "../../../../services/operator/gossip/decodeEnvelope.ts";
import { gossipKinds } from "../../../../services/operator/gossip/gossipKinds.ts";
import { gossipLimits } from "../../../../services/operator/gossip/gossipLimits.ts";
import { type BenchNode, gossipBench, gossipNetwork, type RawPeer } from "../../../helpers/gossip.ts";
import { isTrue } from "../../../helpers/isTrue.ts";
import { rejectionOf } from "../../../helpers/rejectionOf.ts";

const { maxBytes, maxAgeMs } = gossipKinds.vote!;
/** Faults of an author that are forgiven, and one more. */
const SEVERE_FAULTS = gossipLimits.forgivenFaults / 10 + 1;
const GOSSIPSUB = "/meshsub/1.2.0";

describe("refusals", () => {
  let bench: ReturnType<typeof gossipBench>;
  let node: BenchNode;
  let raw: RawPeer;
  /** An operator's key, in the hands of whoever runs the raw peer. */
  const wallet = Wallet.createRandom();

  beforeEach(async () => {
    bench = gossipBench();
    bench.members.add(wallet.address);
    node = await bench.startNode();
    raw = await bench.startRawPeer();
    await raw.connect(node);
  });

  afterEach(() => bench.end());

  /** The raw peer has lost its connection for a fault, gets no other, and nobody heard what it said. */
  async function expectBan(fault: string, heard = 0): Promise<void> {
    await node.logged("peerBanned", { peer: raw.peerId, fault });
    await raw.isCutOff(node);
    expect(node.heard).to.have.length(heard);
    expect(node.gossip.health()).to.include({ bans: 1, bannedPeers: 1 });
  }

  async function sayOften(count: number, data: () => Promise<Uint8Array>): Promise<void> {
    for (let index = 0; index < count; index++) await raw.say(await data());
  }

  it("hears what an operator says through a peer of its own", async () => {
    await raw.say(await raw.write(wallet));
    const [message] = await node.hears(1);
    expect(message).to.include({ kind: "vote", sender: wallet.address, peer: raw.peerId });
    expect(node.gossip.health().faults).to.deep.equal({});
  });

  it("cuts off a peer for bytes that are no envelope", async () => {
    await raw.say(randomBytes(100));
    await expectBan("malformed");
  });

  it("cuts off a peer for an envelope with other bytes for the same thing", async () => {
    const data = await raw.write(wallet);
    // The array's length in two bytes instead of one.
    await raw.say(Buffer.concat([Uint8Array.of(0x98, 8), data.subarray(1)]));
    await expectBan("malformed");
  });

  it("cuts off a peer for a message above the size of its kind", async () => {
    await raw.say(await raw.write(wallet, { payload: randomBytes(maxBytes) }));
    await expectBan("tooBig");
  });

  it("cuts off a peer for a wrong signature", async () => {
    const envelope = decodeEnvelope(await raw.write(wallet))!;
    await raw.say(encodeEnvelope({ ...envelope, payload: randomBytes(32) }));
    await expectBan("badSignature");
  });

  it("cuts off a peer for a message signed for another chain", async () => {
    await raw.say(await raw.write(wallet, {}, { ...gossipNetwork, chainId: gossipNetwork.chainId + 1n }));
    await expectBan("badSignature");
  });

  it("cuts off a peer for a message signed for another centre", async () => {
    await raw.say(await raw.write(wallet, {}, { ...gossipNetwork, center: wallet.address }));
    await expectBan("badSignature");
  });

  it("cuts off a peer for a message in the topic of another kind", async () => {
    await raw.say(await raw.write(wallet, { kind: "term" }));
    await expectBan("wrongKind");
  });

  it("cuts off a peer that passes another peer's message off as its own", async () => {
    await raw.say(await raw.write(wallet, { peer: node.peerId }));
    await expectBan("wrongPeer");
  });

  it("cuts off a peer that goes on saying the same thing", async () => {
    const data = await raw.write(wallet);
    await sayOften(1 + SEVERE_FAULTS, async () => data);
    await expectBan("replayed", 1);
  });

  it("goes on hearing a peer whose messages come too late, which may be our own fault", async () => {
    await sayOften(gossipLimits.forgivenFaults + 5, () => raw.write(wallet, { sentAt: Date.now() - maxAgeMs - 1 }));
    await raw.say(await raw.write(wallet));
    await node.hears(1);
    expect(node.gossip.health()).to.deep.include({ bans: 0, faults: { tooOld: gossipLimits.forgivenFaults + 5 } });
  });

  it("cuts off a peer that goes on saying what is yet to come", async () => {
    const lead = gossipLimits.maxClockSkewMs + 60_000;
    await sayOften(SEVERE_FAULTS, () => raw.write(wallet, { sentAt: Date.now() + lead }));
    await expectBan("tooNew");
  });

  it("cuts off a peer that goes on speaking for somebody who is no operator", async () => {
    const stranger = Wallet.createRandom();
    await sayOften(gossipLimits.forgivenFaults + 5, () => raw.write(stranger));
    await expectBan("unknownSender");
  });

  it("cuts off a peer for an announcement of addresses that nobody can dial", async () => {
    await raw.say(await raw.write(wallet, { kind: "peer", payload: randomBytes(8) }), "peer");
    await expectBan("badPayload");
  });

  it("cuts off a peer for frames that cannot be decoded", async () => {
    const stream = await raw.node.getConnections()[0]!.newStream(GOSSIPSUB);
    stream.send(Buffer.concat([Uint8Array.of(100), Buffer.alloc(100, 0xff)]));
    await expectBan("undecodable");
  });

  it("cuts off a peer for a frame that never ends", async () => {
    const stream = await raw.node.getConnections()[0]!.newStream(GOSSIPSUB);
    stream.send(Buffer.from("ffffff7f", "hex"));
    await expectBan("undecodable");
  });

  it("refuses a banned peer until its time is over", async () => {
    await raw.say(randomBytes(100));
    await expectBan("malformed");
    // The connection is refused once the peer's identity is known, which may be after it seemed to be open.
    await raw.node.dial(multiaddr(node.address)).catch(() => undefined);
    await raw.isCutOff(node);
    expect(node.gossip.peers()).to.deep.equal([]);
  });

  it("takes a banned peer back when its time is over", async () => {
    const lenient = await bench.startNode({ limits: { banMs: 200 } });
    await raw.connect(lenient);
    await raw.say(randomBytes(100));
    await lenient.logged("peerBanned", { peer: raw.peerId });
    await raw.isCutOff(lenient);

    await isTrue(() => lenient.gossip.health().bannedPeers === 0);
    await raw.connect(lenient);
    await raw.say(await raw.write(wallet));
    expect(await lenient.hears(1)).to.have.length(1);
  });

  it("cuts off a peer that leaves its messages unsigned", async () => {
    const anonymous = await bench.startRawPeer({ globalSignaturePolicy: StrictNoSign });
    await anonymous.connect(node);
    await anonymous.say(await anonymous.write(wallet));
    await node.logged("peerBanned", { peer: anonymous.peerId, fault: "unsigned" });
    await anonymous.isCutOff(node);
    expect(node.heard).to.deep.equal([]);
  });

  it("holds nothing against a peer while the chain cannot be asked", async () => {
    const blind = await bench.startNode({ isMember: () => Promise.reject(new Error("The chain is away.")) });
    await raw.connect(blind);
    await raw.say(await raw.write(wallet));
    await node.hears(1);
    await isTrue(() => blind.gossip.health().faults.membershipUnavailable === 1);
    expect(blind.heard).to.deep.equal([]);
    expect(blind.gossip.health().bans).to.equal(0);
  });

  it("lets the caller look at a payload before it is passed on", async () => {
    const strict = await bench.startNode({ inspect: ({ payload }) => (payload.length === 32 ? "accept" : "reject") });
    await raw.connect(strict);
    await raw.say(await raw.write(wallet));
    await strict.hears(1);
    await raw.say(await raw.write(wallet, { payload: randomBytes(31) }));
    await strict.logged("peerBanned", { peer: raw.peerId, fault: "badPayload" });
    expect(strict.heard).to.have.length(1);
  });

  it("goes on when a handler fails", async () => {
    node.gossip.onMessage("vote", () => {
      throw new Error("The handler is broken.");
    });
    await raw.say(await raw.write(wallet));
    await node.logged("handlerFailed", { kind: "vote" });
    await raw.say(await raw.write(wallet));
    expect(await node.hears(2)).to.have.length(2);
  });

  it("refuses to be dialled into by what it does not speak", async () => {
    const error = await rejectionOf(raw.node.dialProtocol(multiaddr(node.address), "/floodsub/1.0.0"));
    expect((error as Error).name).to.equal("UnsupportedProtocolError");
  });
});
