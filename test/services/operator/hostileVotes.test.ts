import { expect } from "chai";
import { network } from "hardhat";

import { castVote } from "../../../sdk/attestation/castVote.ts";
import type { Vote } from "../../../sdk/attestation/vote.ts";
import { VotePhase } from "../../../sdk/attestation/votePhase.ts";
import { createGossip, type Gossip } from "../../../services/operator/gossip/createGossip.ts";
import { taskMessage } from "../../../services/operator/messages/taskMessage.ts";
import { voteMessage } from "../../../services/operator/messages/voteMessage.ts";
import { agreeOnTerms, type AttestationSuite, deployAttestation, STATUS } from "../../helpers/attestation.ts";
import { callRpc, infoOf, operatorBench, taskParams, type TestNode } from "../../helpers/operatorNodes.ts";
import { freePort } from "../../helpers/freePort.ts";
import { isTrue } from "../../helpers/isTrue.ts";
import { watchLogger } from "../../helpers/watchLogger.ts";

const connection = await network.create();
const { networkHelpers } = connection;

async function freshSuite(): Promise<AttestationSuite> {
  return deployAttestation(connection);
}

describe("votes that are not honest", () => {
  let suite: AttestationSuite;
  let bench: ReturnType<typeof operatorBench>;
  let aggregator: TestNode;
  let liar: Gossip;
  let id: string;
  let params: unknown[];

  const network31337 = () => {
    const { chainId, addresses } = suite.deployment;
    return { chainId: BigInt(chainId), center: addresses.center };
  };

  beforeEach(async () => {
    suite = await networkHelpers.loadFixture(freshSuite);
    bench = operatorBench();
    const { attesters } = suite;
    aggregator = await bench.startNode(suite, attesters[0]!, { aggregator: { punishesDoubleVotes: true } });
    const { logger, logged } = watchLogger();
    liar = createGossip({
      ...network31337(),
      signer: attesters[3]!.signer,
      isMember: () => true,
      logger,
      dataDir: bench.temporaryDir(),
      listen: [`/ip4/127.0.0.1/tcp/${await freePort()}`],
      bootstrap: [aggregator.address],
      limits: { dialIntervalMs: 100 },
    });
    await liar.start();
    await logged("peerListens");
    params = await taskParams(suite, attesters[1]!);
    id = (await callRpc(aggregator, "sendTask", params)).result as string;
    await aggregator.logged("voteCounted", { operator: 1 });
  });

  afterEach(async () => {
    await liar.stop();
    await bench.end();
  });

  /** A vote of the liar's seat, but for the changes. */
  function lie(changes: Partial<Vote> = {}): Uint8Array {
    const { attesters, committee } = suite;
    const { blsKey: secretKey, seat } = attesters[3]!;
    const named = attesters[0]!.signer.address;
    const terms = { id, isApproved: true, phase: VotePhase.Submission, aggregator: named, committee };
    return voteMessage.encode({
      ...castVote({ ...network31337(), ...terms, seat, secretKey, ...changes }),
      ...changes,
    });
  }

  /** Resolves when the aggregator has found so much of votes. */
  async function finds(verdict: string): Promise<void> {
    await isTrue(() => (aggregator.node.health().aggregator?.votes[verdict] ?? 0) > 0);
  }

  it("do not count for another's seat", async () => {
    await liar.publish("vote", lie({ seat: 2 }));
    await finds("wrongSender");
    expect(aggregator.of("voteCounted").map(({ operator }) => operator)).to.deep.equal([1]);
  });

  it("do not count with a signature of something else", async () => {
    const { signature } = castVote({
      ...network31337(),
      id,
      isApproved: false,
      phase: VotePhase.Submission,
      aggregator: suite.attesters[0]!.signer.address,
      committee: suite.committee,
      seat: 3,
      secretKey: suite.attesters[3]!.blsKey,
    });
    await liar.publish("vote", lie({ signature }));
    await finds("badSignature");
    expect(aggregator.of("voteCounted").map(({ operator }) => operator)).to.deep.equal([1]);
  });

  it("cost the stake when they are for both sides, and do not stop the task", async () => {
    const { attesters, registry, center } = suite;
    await agreeOnTerms(suite, attesters);
    await liar.publish("vote", lie());
    await aggregator.logged("voteCounted", { operator: 4 });
    await liar.publish("vote", lie({ isApproved: false }));
    await aggregator.logged("doubleVote", { taskId: id });
    await bench.startNode(suite, attesters[1]!);
    await bench.startNode(suite, attesters[2]!);
    await aggregator.ended(id);

    expect(await center.statusOf(id)).to.equal(STATUS.Approved);
    const slashes = await registry.queryFilter(registry.filters.Slashed(4n));
    expect(slashes.length).to.equal(1);
  });

  it("are not asked for in the name of another", async () => {
    const { attesters, committee } = suite;
    const honest = await bench.startNode(suite, attesters[1]!);
    await honest.logged("voted", { taskId: id });
    const votes = honest.of("voted").length;
    const task = { info: infoOf(params), signature: params[4] as string };
    const message = { task, aggregator: attesters[2]!.signer.address, committee, counted: 0n };
    await liar.publish("task", taskMessage.encode(message));

    await honest.logged("waiting", { taskId: id });
    expect(
      honest
        .of("voted")
        .slice(votes)
        .every((line) => line.aggregator === attesters[0]!.signer.address),
    ).to.equal(true);
  });
});
