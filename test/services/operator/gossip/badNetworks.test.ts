import { expect } from "chai";
import { toUtf8Bytes } from "ethers";

import { type BenchNode, gossipBench } from "../../../helpers/gossip.ts";
import { createLossyProxy, type LossyProxy } from "../../../helpers/lossyProxy.ts";
import { freePort } from "../../../helpers/freePort.ts";
import { isTrue } from "../../../helpers/isTrue.ts";
import { createRandom } from "../../../helpers/random.ts";

const NODES = 5;
const LOST_SHARE = 0.1;
const BROKEN_SHARE = 0.002;
const REBROADCAST_MS = 1_000;

describe("gossip on bad networks", () => {
  const source = createRandom("bad networks");
  const random = () => Number(source.bits(32)) / 2 ** 32;
  let bench: ReturnType<typeof gossipBench>;
  let proxies: LossyProxy[];

  beforeEach(() => {
    bench = gossipBench();
    proxies = [];
  });

  afterEach(async () => {
    await bench.end();
    await Promise.all(proxies.map((proxy) => proxy.stop()));
  });

  /** Starts a node that others only reach by a bad way, and that loses what it hears. */
  async function startFarNode(bootstrap: readonly string[]): Promise<BenchNode> {
    const port = await freePort();
    const shares = { refusedShare: LOST_SHARE, lateShare: LOST_SHARE, lateMs: 50, brokenShare: BROKEN_SHARE };
    const proxy = await createLossyProxy({ targetPort: port, random, ...shares });
    proxies.push(proxy);
    const announce = [`/ip4/127.0.0.1/tcp/${proxy.port}`];
    return bench.startNode({ port, announce, bootstrap, isLost: () => random() < LOST_SHARE });
  }

  it("brings everybody's word to everybody when it is said again", async () => {
    const nodes = [await startFarNode([])];
    while (nodes.length < NODES) nodes.push(await startFarNode([nodes[0]!.address]));
    const speak = () => {
      for (const { gossip, peerId } of nodes) void gossip.publish("vote", toUtf8Bytes(peerId));
    };
    const timer = setInterval(speak, REBROADCAST_MS);

    const sendersOf = ({ heard }: BenchNode) => new Set(heard.map(({ sender }) => sender));
    await isTrue(() => nodes.every((node) => sendersOf(node).size === NODES - 1));
    clearInterval(timer);

    expect(nodes.map(({ gossip }) => gossip.health().bans)).to.deep.equal(Array(NODES).fill(0));
    const late = proxies.reduce((sum, proxy) => sum + proxy.counts().late, 0);
    expect(late).to.be.above(0);
  });

  it("hears none of what is lost", async () => {
    const deaf = await bench.startNode({ isLost: () => true });
    const node = await bench.startNode({ bootstrap: [deaf.address] });
    await node.logged("peerListens", { peer: deaf.peerId });
    await deaf.logged("peerListens", { peer: node.peerId });
    expect((await node.gossip.publish("vote", toUtf8Bytes("lost"))).heardBy).to.deep.equal([deaf.peerId]);

    await deaf.gossip.publish("vote", toUtf8Bytes("not lost"));
    await node.hears(1);
    expect(deaf.heard).to.deep.equal([]);
    expect(deaf.of("losing").length).to.equal(1);
    expect(node.of("losing")).to.deep.equal([]);
  });

  it("connects again when a way breaks", async () => {
    const port = await freePort();
    const proxy = await createLossyProxy({ targetPort: port });
    const first = await bench.startNode({ port, announce: [`/ip4/127.0.0.1/tcp/${proxy.port}`] });
    const second = await bench.startNode({ bootstrap: [first.address] });
    await first.logged("peerListens", { peer: second.peerId });
    await proxy.stop();
    await second.logged("peerLost", { peer: first.peerId });
    await isTrue(() => first.gossip.peers().length === 0);

    proxies.push(await createLossyProxy({ targetPort: port, port: proxy.port }));
    await isTrue(() => first.gossip.peers().some(({ kinds }) => kinds.includes("vote")));
    expect(first.of("peerListens").length).to.be.above(1);
  });
});
