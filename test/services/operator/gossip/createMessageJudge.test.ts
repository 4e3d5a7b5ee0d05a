import { randomBytes } from "node:crypto";

import { expect } from "chai";
import { hexlify, Wallet } from "ethers";

import { createMessageJudge } from "../../../../services/operator/gossip/createMessageJudge.ts";
import { encodeEnvelope } from "../../../../services/operator/gossip/encodeEnvelope.ts";
import type { GossipEnvelope } from "../../../../services/operator/gossip/gossipEnvelope.ts";
import { gossipKinds } from "../../../../services/operator/gossip/gossipKinds.ts";
import { gossipLimits } from "../../../../services/operator/gossip/gossipLimits.ts";
import { type GossipSigner, signEnvelope } from "../../../../services/operator/gossip/signEnvelope.ts";
import { gossipNetwork } from "../../../helpers/gossip.ts";

const [AUTHOR, RELAY, OTHER_RELAY] = ["12D3author", "12D3relay", "12D3other"];
const START = 1_800_000_000_000;
const { maxAgeMs } = gossipKinds.vote!;
const SMALL = { ...gossipKinds.vote!, burst: 2, ratePerSecond: 1 };

describe("createMessageJudge", () => {
  const wallet = Wallet.createRandom();
  let time = START;

  beforeEach(() => {
    time = START;
  });

  function judgeWith(changes: Partial<Parameters<typeof createMessageJudge>[0]> = {}) {
    const settings = { network: gossipNetwork, kinds: gossipKinds, limits: gossipLimits, isMember: () => true };
    return createMessageJudge({ ...settings, now: () => time, ...changes });
  }

  async function write(changes: Partial<GossipEnvelope> = {}, author: GossipSigner & { address: string } = wallet) {
    const envelope = {
      kind: "vote",
      sender: author.address,
      peer: AUTHOR,
      sentAt: time,
      nonce: hexlify(randomBytes(16)),
      payload: randomBytes(8),
      ...changes,
    };
    return encodeEnvelope(await signEnvelope(author, gossipNetwork, envelope));
  }

  const from = (source: string, data: Uint8Array) => ({ kind: "vote", data, origin: AUTHOR, source });

  it("accepts what an operator signed, through whomever it comes", async () => {
    const data = await write();
    const verdict = await judgeWith().judge(from(RELAY, data));
    expect(verdict).to.have.property("outcome", "accept");
    expect(verdict).to.have.nested.property("message.sender", wallet.address);
    expect(verdict).to.have.nested.property("message.receivedFrom", RELAY);
  });

  it("holds an old message against nobody: it may have waited at our own door", async () => {
    const { judge } = judgeWith();
    for (const age of [maxAgeMs + 1, 10 * maxAgeMs]) {
      const late = await write({ sentAt: time - age });
      expect(await judge(from(RELAY, late))).to.deep.equal({ outcome: "ignore", fault: "tooOld", weight: 0 });
      expect(await judge(from(AUTHOR, late))).to.deep.equal({ outcome: "ignore", fault: "tooOld", weight: 0 });
    }
  });

  it("cuts off whoever floods it with old messages", async () => {
    const { judge } = judgeWith();
    const { burst } = gossipKinds.vote!;
    const late = from(RELAY, await write({ sentAt: time - maxAgeMs - 1 }));
    for (let count = 0; count < 4 * burst; count++) await judge(late);
    expect(await judge(late)).to.deep.equal({ outcome: "ignore", fault: "flood", weight: null });
  });

  it("holds a message ahead of its time against its author, and not against an honest relay", async () => {
    const { judge } = judgeWith();
    const early = await write({ sentAt: time + gossipLimits.maxClockSkewMs + 1 });
    expect(await judge(from(RELAY, early))).to.deep.equal({ outcome: "ignore", fault: "tooNew", weight: 0 });
    expect(await judge(from(AUTHOR, early))).to.deep.equal({ outcome: "ignore", fault: "tooNew", weight: 10 });
  });

  it("accepts a message at the end of its life, and from a clock that is a little ahead", async () => {
    const { judge } = judgeWith();
    for (const sentAt of [time - maxAgeMs, time + gossipLimits.maxClockSkewMs]) {
      expect(await judge(from(RELAY, await write({ sentAt })))).to.have.property("outcome", "accept");
    }
  });

  it("holds a message against a relay when no honest one can have heard it in time", async () => {
    const { judge } = judgeWith();
    const distant = await write({ sentAt: time + gossipLimits.maxClockSkewMs + maxAgeMs + 1 });
    expect(await judge(from(RELAY, distant))).to.deep.equal({ outcome: "ignore", fault: "tooNew", weight: 10 });
  });

  it("takes a message once, and holds the second time against its author alone", async () => {
    const { judge } = judgeWith();
    const data = await write();
    await judge(from(RELAY, data));
    expect(await judge(from(OTHER_RELAY, data))).to.deep.equal({ outcome: "ignore", fault: "replayed", weight: 0 });
    expect(await judge(from(AUTHOR, data))).to.deep.equal({ outcome: "ignore", fault: "replayed", weight: 10 });
  });

  it("takes a message once when it comes twice at the same time", async () => {
    const { judge } = judgeWith();
    const data = await write();
    const verdicts = await Promise.all([judge(from(AUTHOR, data)), judge(from(AUTHOR, data))]);
    expect(verdicts.map(({ outcome }) => outcome)).to.deep.equal(["accept", "ignore"]);
  });

  it("cannot be made to refuse a message by a forgery that comes first", async () => {
    const { judge } = judgeWith();
    const data = await write();
    const forged = Uint8Array.from(data);
    forged[forged.length - 1]! ^= 1;
    expect(await judge(from(RELAY, forged))).to.have.property("outcome", "reject");
    expect(await judge(from(OTHER_RELAY, data))).to.have.property("outcome", "accept");
  });

  it("ignores what an author says beyond its rate, without blame for the relay", async () => {
    const { judge } = judgeWith({ kinds: { vote: SMALL } });
    // Twice the burst is heard, by whichever way it comes.
    for (const relay of [RELAY, OTHER_RELAY, RELAY, OTHER_RELAY]) {
      expect(await judge(from(relay, await write()))).to.have.property("outcome", "accept");
    }
    const excess = await judge(from(RELAY, await write()));
    expect(excess).to.deep.equal({ outcome: "ignore", fault: "busySender", weight: 0 });
    time += 500;
    expect(await judge(from(RELAY, await write()))).to.have.property("outcome", "accept");
  });

  it("does not forgive a peer that delivers more of an author than an honest one would pass on", async () => {
    const { judge } = judgeWith({ kinds: { vote: SMALL } });
    for (let index = 0; index < 4 * SMALL.burst; index++) await judge(from(RELAY, await write()));
    const flood = { outcome: "ignore", fault: "flood", weight: null };
    expect(await judge(from(RELAY, await write()))).to.deep.equal(flood);
    expect(await judge(from(OTHER_RELAY, await write()))).to.deep.include({ fault: "busySender", weight: 0 });
  });

  it("lets an honest relay bring what an operator says that we have not heard of yet", async () => {
    const { judge } = judgeWith({ isMember: () => false });
    expect(await judge(from(AUTHOR, await write()))).to.deep.include({ fault: "unknownSender", weight: 1 });
    for (let index = 0; index < 300; index++) {
      expect(await judge(from(RELAY, await write()))).to.deep.include({ fault: "unknownSender", weight: 0 });
    }
  });

  it("does not forgive a relay that brings ever new strangers", async () => {
    const { judge } = judgeWith({ isMember: () => false });
    const weights = [];
    for (let index = 0; index < 257; index++) {
      const verdict = await judge(from(RELAY, await write({}, new Wallet(hexlify(randomBytes(32))))));
      weights.push("weight" in verdict ? verdict.weight : undefined);
    }
    expect(weights.slice(0, 256)).to.deep.equal(Array(256).fill(0));
    expect(weights[256]).to.equal(null);
  });

  it("does not wait for ever to learn who is an operator", async () => {
    const limits = { ...gossipLimits, membershipTimeoutMs: 10 };
    const { judge } = judgeWith({ limits, isMember: () => new Promise(() => undefined) });
    const verdict = await judge(from(AUTHOR, await write()));
    expect(verdict).to.deep.equal({ outcome: "ignore", fault: "membershipUnavailable", weight: 0 });
  });

  it("remembers no more messages than it may", async () => {
    const { judge, sizes } = judgeWith({ limits: { ...gossipLimits, rememberedMessages: 5, rememberedRates: 3 } });
    for (let index = 0; index < 10; index++) await judge(from(`${RELAY}${index}`, await write()));
    expect(sizes()).to.include({ messages: 5, relays: 3, authors: 1 });
  });
});
