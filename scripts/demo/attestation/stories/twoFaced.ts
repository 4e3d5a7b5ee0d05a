import { join } from "node:path";

import { pino } from "pino";

import { castVote } from "../../../../sdk/attestation/castVote.ts";
import { VotePhase } from "../../../../sdk/attestation/votePhase.ts";
import { taskIdOf } from "../../../../sdk/attestation/taskIdOf.ts";
import { createGossip } from "../../../../services/operator/gossip/createGossip.ts";
import { taskMessage } from "../../../../services/operator/messages/taskMessage.ts";
import { voteMessage } from "../../../../services/operator/messages/voteMessage.ts";
import type { Narrator } from "../../narrate.ts";
import type { AttestationStage, DemoOperator } from "../attestationStage.ts";
import { performTask, tellSlash, waitFor, waitForStatus } from "../followAttestation.ts";

/** One operator votes for both sides; the aggregator hears both votes and reports it. */
export async function tellTwoFaced(stage: AttestationStage, narrator: Narrator): Promise<void> {
  narrator.title("An operator votes both ways");
  const { center, provider } = stage.owner;
  const culprit = stage.operators.at(-1);
  if (!culprit) throw new Error("There is nobody to do it.");
  const second = await contradict(stage, culprit);
  const from = (await provider.getBlockNumber()) + 1;
  const task = await performTask(stage, narrator, "AAPL");
  const event = await waitFor(stage, "report of both votes", async () => {
    return (await center.queryFilter(center.filters.DoubleAttestationPunished(), from))[0];
  });
  await second.stop();
  if (event.args.operator !== BigInt(culprit.operator)) throw new Error("Somebody else was punished.");
  const { gasUsed } = await event.getTransactionReceipt();
  tellSlash(narrator, culprit.name, "two votes on one task; it is jailed as well", event.args.amount, gasUsed);
  await waitForStatus(stage, task.id, "Finalized");
}

/** A second node with the same operator's keys, which rejects whatever it hears of. */
async function contradict(stage: AttestationStage, { wallet, blsKey, operator }: DemoOperator) {
  const { chainId, addresses } = stage.owner.deployment;
  const { center, registry } = stage.owner;
  const seat = Number((await registry.membershipOf(stage.pool, operator)).seat);
  const gossip = createGossip({
    chainId: BigInt(chainId),
    center: addresses.center,
    isMember: async (account) => (await registry.operatorOf(account)) !== 0n,
    logger: pino({ level: "silent" }),
    dataDir: join(stage.folder, "two-faced"),
    signer: wallet,
    listen: ["/ip4/127.0.0.1/tcp/0"],
    bootstrap: [stage.bootstrap],
  });
  gossip.onMessage("task", async ({ payload }) => {
    const heard = taskMessage.decode(payload);
    if (!heard) return;
    const { aggregator, committee, task } = heard;
    const reference = { chainId, center: await center.getAddress() };
    const id = taskIdOf({ ...reference, info: task.info });
    const terms = { id, isApproved: false, phase: VotePhase.Submission, aggregator, committee };
    const vote = castVote({ ...reference, ...terms, seat, secretKey: blsKey });
    await gossip.publish("vote", voteMessage.encode(vote));
  });
  await gossip.start();
  await waitFor(stage, "peer", async () =>
    gossip.peers().some(({ kinds }) => kinds.includes("vote")) ? true : undefined,
  );
  return gossip;
}
