import { chmodSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { toUtf8Bytes, Wallet } from "ethers";

import { GossipRefusedError } from "../../../../services/operator/gossip/gossipRefusedError.ts";
import { gossipKinds } from "../../../../services/operator/gossip/gossipKinds.ts";
import { gossipMetrics } from "../../../../services/operator/gossip/gossipMetrics.ts";
import { PEER_KEY_FILE } from "../../../../services/operator/gossip/loadPeerKey.ts";
import { PeerKeyExposedError } from "../../../../services/operator/gossip/peerKeyExposedError.ts";
import { metricsOf } from "../../../../services/metricsOf.ts";
import { type BenchNode, gossipBench } from "../../../helpers/gossip.ts";
import { isTrue } from "../../../helpers/isTrue.ts";
import { rejectionOf } from "../../../helpers/rejectionOf.ts";

const PAYLOAD = toUtf8Bytes("a vote");

/** Resolves when each of the nodes has every other one listening. */
async function findEachOther(nodes: readonly BenchNode[]): Promise<void> {
  const pairs = nodes.flatMap((node) => nodes.filter((other) => other !== node).map((other) => ({ node, other })));
  await Promise.all(pairs.map(({ node, other }) => node.logged("peerListens", { peer: other.peerId })));
}

async function rejectsWith(promise: Promise<unknown>, refusal: string): Promise<void> {
  const error = await rejectionOf(promise);
  expect(error).to.be.instanceOf(GossipRefusedError);
  expect((error as GossipRefusedError).refusal).to.equal(refusal);
}

describe("createGossip", () => {
  let bench: ReturnType<typeof gossipBench>;

  beforeEach(() => {
    bench = gossipBench();
  });

  afterEach(() => bench.end());

  describe("peers", () => {
    it("finds all others by one bootstrap node", async () => {
      const first = await bench.startNode();
      const others = await Promise.all([1, 2, 3, 4].map(() => bench.startNode({ bootstrap: [first.address] })));
      const nodes = [first, ...others];
      await findEachOther(nodes);

      const { heardBy } = await others[0]!.gossip.publish("vote", PAYLOAD);
      const heard = await Promise.all(nodes.filter((node) => node !== others[0]).map((node) => node.hears(1)));
      expect(heardBy).to.have.members(nodes.filter((node) => node !== others[0]).map(({ peerId }) => peerId));
      for (const [message] of heard) {
        expect(message).to.include({ kind: "vote", sender: others[0]!.wallet.address, peer: others[0]!.peerId });
        expect(message!.payload).to.deep.equal(PAYLOAD);
      }
    });

    it("names the operator of a peer, and what the peer listens to", async () => {
      const first = await bench.startNode();
      const second = await bench.startNode({ bootstrap: [first.address] });
      await findEachOther([first, second]);
      await second.gossip.publish("vote", PAYLOAD);
      await first.hears(1);

      const [peer] = second.gossip.peers();
      expect(peer).to.include({ peer: first.peerId, isOutbound: true });
      expect(peer!.kinds).to.have.members(Object.keys(gossipKinds));
    });

    it("passes messages on between nodes that do not know each other", async () => {
      const middle = await bench.startNode({ limits: { targetPeers: 0 } });
      const settings = { bootstrap: [middle.address], limits: { targetPeers: 1 } };
      const [left, right] = [await bench.startNode(settings), await bench.startNode(settings)];
      await Promise.all([left, right].map(({ peerId }) => middle.logged("peerListens", { peer: peerId })));
      await left.logged("peerListens", { peer: middle.peerId });
      await isTrue(() => middle.gossip.health().mesh.vote === 2);

      await left.gossip.publish("vote", PAYLOAD);
      const [message] = await right.hears(1);
      expect(message).to.include({ sender: left.wallet.address, peer: left.peerId, receivedFrom: middle.peerId });
    });

    it("connects again to a bootstrap node that was away", async () => {
      const first = await bench.startNode();
      const second = await bench.startNode({ bootstrap: [first.address] });
      await findEachOther([first, second]);
      await first.gossip.stop();
      await second.logged("peerLost", { peer: first.peerId });
      await second.logged("dialFailed");

      const { port, wallet, dataDir } = first;
      const again = await bench.startNode({ port, wallet, dataDir });
      await again.logged("peerListens", { peer: second.peerId });
    });

    it("finds the others after a restart when the bootstrap node is gone", async () => {
      const first = await bench.startNode();
      const [second, third] = [
        await bench.startNode({ bootstrap: [first.address] }),
        await bench.startNode({ bootstrap: [first.address] }),
      ];
      await findEachOther([first, second, third]);
      await second.gossip.publish("vote", PAYLOAD);
      await third.hears(1);
      await Promise.all([first.gossip.stop(), third.gossip.stop()]);

      const { wallet, dataDir } = third;
      const again = await bench.startNode({ wallet, dataDir, bootstrap: [first.address] });
      await again.logged("peerListens", { peer: second.peerId });
    });

    it("stays apart from the operators of another centre", async () => {
      const first = await bench.startNode();
      const stranger = await bench.startNode({ bootstrap: [first.address], center: Wallet.createRandom().address });
      await stranger.logged("peerFound", { peer: first.peerId });

      const { heardBy } = await stranger.gossip.publish("vote", PAYLOAD);
      expect(heardBy).to.deep.equal([]);
      expect(first.gossip.health().bans).to.equal(0);
    });

    it("keeps no more strangers than it may", async () => {
      const node = await bench.startNode({ limits: { maxStrangers: 2 } });
      const strangers = [];
      for (let index = 0; index < 3; index++) {
        const stranger = await bench.startRawPeer();
        await stranger.connect(node);
        strangers.push(stranger);
      }

      await strangers[0]!.isCutOff(node);
      expect(node.gossip.peers().map(({ peer }) => peer)).to.have.members(
        strangers.slice(1).map(({ peerId }) => peerId),
      );
    });
  });

  describe("identity", () => {
    it("keeps its peer id over a restart", async () => {
      const { gossip, dataDir, peerId } = await bench.startNode();
      await gossip.stop();
      const again = await bench.startNode({ dataDir });
      expect(again.peerId).to.equal(peerId);
    });

    it("lets nobody else read its key", async () => {
      const { dataDir } = await bench.startNode();
      expect(statSync(join(dataDir, PEER_KEY_FILE)).mode & 0o777).to.equal(0o600);
    });

    it("refuses a key that others may read", async () => {
      const { gossip, dataDir } = await bench.startNode();
      await gossip.stop();
      chmodSync(join(dataDir, PEER_KEY_FILE), 0o644);

      const error = await rejectionOf(bench.startNode({ dataDir }));
      expect(error).to.be.instanceOf(PeerKeyExposedError);
      expect(error).to.include({ path: join(dataDir, PEER_KEY_FILE), mode: 0o644 });
    });

    it("does not start twice", async () => {
      const { gossip, dataDir } = await bench.startNode();
      const key = readFileSync(join(dataDir, PEER_KEY_FILE));
      await gossip.stop();
      await gossip.start();
      expect(gossip.health().isRunning).to.equal(false);
      expect(readFileSync(join(dataDir, PEER_KEY_FILE))).to.deep.equal(key);
    });
  });

  describe("publish", () => {
    it("says that nobody has heard it when there are no peers", async () => {
      const { gossip } = await bench.startNode();
      expect((await gossip.publish("vote", PAYLOAD)).heardBy).to.deep.equal([]);
      expect(gossip.health()).to.deep.include({ published: { vote: 1 }, unheard: 1 });
    });

    it("refuses what is larger than its kind may be", async () => {
      const { gossip } = await bench.startNode();
      await rejectsWith(gossip.publish("vote", new Uint8Array(gossipKinds.vote!.maxBytes)), "tooBig");
    });

    it("refuses more than others would take", async () => {
      const kinds = { vote: { ...gossipKinds.vote!, burst: 2, ratePerSecond: 0.01 } };
      const { gossip } = await bench.startNode({ kinds });
      await gossip.publish("vote", PAYLOAD);
      await gossip.publish("vote", PAYLOAD);
      await rejectsWith(gossip.publish("vote", PAYLOAD), "tooMany");
    });

    it("refuses a kind that nobody listens to, and that of the nodes themselves", async () => {
      const { gossip } = await bench.startNode();
      await rejectsWith(gossip.publish("rumour", PAYLOAD), "unknownKind");
      await rejectsWith(gossip.publish("peer", PAYLOAD), "unknownKind");
    });

    it("refuses while its operator is none", async () => {
      const { gossip, wallet } = await bench.startNode();
      bench.members.delete(wallet.address);
      await rejectsWith(gossip.publish("vote", PAYLOAD), "notMember");
    });

    it("refuses without a key, and when it is stopped", async () => {
      const { gossip } = await bench.startNode({ signer: undefined });
      await rejectsWith(gossip.publish("vote", PAYLOAD), "noSigner");
      await gossip.stop();
      await rejectsWith(gossip.publish("vote", PAYLOAD), "notRunning");
    });

    it("takes a further kind of message", async () => {
      const kinds = { rumour: gossipKinds.vote! };
      const first = await bench.startNode({ kinds });
      const second = await bench.startNode({ kinds, bootstrap: [first.address] });
      await findEachOther([first, second]);
      const heard = new Promise((resolve) => first.gossip.onMessage("rumour", resolve));
      await second.gossip.publish("rumour", PAYLOAD);
      expect(await heard).to.include({ kind: "rumour", sender: second.wallet.address });
    });
  });

  describe("health", () => {
    it("has figures for Prometheus", async () => {
      const first = await bench.startNode();
      const second = await bench.startNode({ bootstrap: [first.address] });
      await findEachOther([first, second]);
      await second.gossip.publish("vote", PAYLOAD);
      await first.hears(1);

      const text = await metricsOf(gossipMetrics(first.gossip.health)).metrics();
      expect(text).to.include("muster_gossip_peers 1\n");
      expect(text).to.include('muster_gossip_received_total{kind="vote"} 1\n');
      expect(text).to.include('muster_gossip_subscribers{kind="task"} 1\n');
    });
  });
});
