import { readFileSync } from "node:fs";
import { join } from "node:path";

import { AbiCoder, parseEther, sha256 } from "ethers";

import { aggregateVotes } from "../../sdk/attestation/aggregateVotes.ts";
import { castVote } from "../../sdk/attestation/castVote.ts";
import { claimRewards } from "../../sdk/attestation/claimRewards.ts";
import { createTaskDefinition } from "../../sdk/attestation/createTaskDefinition.ts";
import { defundTaskDefinition } from "../../sdk/attestation/defundTaskDefinition.ts";
import { eligibleSeats } from "../../sdk/attestation/eligibleSeats.ts";
import { fundTaskDefinition } from "../../sdk/attestation/fundTaskDefinition.ts";
import { quorumProgress } from "../../sdk/attestation/quorumProgress.ts";
import { readTaskDefinition } from "../../sdk/attestation/readTaskDefinition.ts";
import { readTaskTimeline } from "../../sdk/attestation/readTaskTimeline.ts";
import { setDefinitionPool } from "../../sdk/attestation/setDefinitionPool.ts";
import { signTask } from "../../sdk/attestation/signTask.ts";
import { submitTask } from "../../sdk/attestation/submitTask.ts";
import { taskIdOf } from "../../sdk/attestation/taskIdOf.ts";
import type { TaskInfo } from "../../sdk/attestation/taskInfo.ts";
import type { Vote } from "../../sdk/attestation/vote.ts";
import { VotePhase } from "../../sdk/attestation/votePhase.ts";
import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { signerOf } from "../../sdk/client/signerOf.ts";
import { readCredit } from "../../sdk/escrow/readCredit.ts";
import { withdraw } from "../../sdk/escrow/withdraw.ts";
import { formatAmount } from "../print/formatAmount.ts";
import { printNote } from "../print/printNote.ts";
import { printStep } from "../print/printStep.ts";
import { printTitle } from "../print/printTitle.ts";
import { compareBalances } from "./compareBalances.ts";
import { expectEqual } from "./expectEqual.ts";
import { type Attester, prepareAttesters } from "./prepareAttesters.ts";
import { readBalances } from "./readBalances.ts";
import { runLifecycle, type Stage } from "./runLifecycle.ts";
import { sumFees } from "./sumFees.ts";
import { uniqueByAddress } from "./uniqueByAddress.ts";

const ATTESTERS = 4;
const ATTESTER_FEE = parseEther("0.0002");
const PERFORMER_FEE = parseEther("0.002");
const AGGREGATOR_FEE = parseEther("0.0005");
const WEATHER = join("node_modules", "vega-datasets", "data", "seattle-weather.csv");
const COLUMNS = ["temp_max", "temp_min"];
const TYPES = ["int256", "uint256"];

/**
 * `hardhat run scripts/lifecycles/attestation.ts --network <name>`: one attested task from its creation to its payment.
 *
 * One of the network's accounts computes the mean temperature of a weather file, others compute it again another way
 * and vote, one of them brings the votes; all are paid. Deploys the suite, seats and seals the operators where that has
 * not been done. Ends with code 1 when the outcome, a payment or the closing balance is not what it must be.
 */
await runLifecycle(main);

async function main({ connection, deployment, owner, others, client, as }: Stage): Promise<void> {
  const workers = others.length > 0 ? others : [owner];
  const place = { chainId: deployment.chainId, center: deployment.addresses.center };

  printTitle(`Muster on ${connection.networkName} (chain ${place.chainId}), AttestationCenter ${place.center}`);
  const everybody = uniqueByAddress([
    { name: "owner", address: owner.address },
    ...workers.map(({ address }, index) => ({ name: `account ${index + 1}`, address })),
  ]);
  const before = await readBalances(client, everybody);

  printTitle("Operators");
  const { pool, committee, attesters } = await prepareAttesters(client, workers.map(as), ATTESTERS);
  const performer = attesters[0] as Attester;
  const aggregator = attesters.at(-1) as Attester;
  printNote(`committee ${committee.number} of pool ${pool} has ${committee.seats.length} seats`);

  printTitle("Definition");
  const cost = BigInt(attesters.length) * ATTESTER_FEE + PERFORMER_FEE + AGGREGATOR_FEE;
  const { taskDefinitionId, receipt: created } = await createTaskDefinition(client, {
    name: "Mean temperature",
    baseRewardFeeForAttesters: ATTESTER_FEE,
    baseRewardFeeForPerformer: PERFORMER_FEE,
    baseRewardFeeForAggregator: AGGREGATOR_FEE,
  });
  printStep(`the owner creates definition ${taskDefinitionId}`, created);
  printStep("its operators come from the pool", await setDefinitionPool(client, { taskDefinitionId, pool }));
  const funded = await fundTaskDefinition(client, { taskDefinitionId, amount: 2n * cost });
  printStep(`the owner funds it with ${formatAmount(2n * cost)}`, funded);

  printTitle("Work");
  const info = await perform(performer, taskDefinitionId);
  printNote(`operator ${performer.operator} finds ${describe(info.data)}`);
  const terms = {
    id: taskIdOf({ ...place, info }),
    isApproved: true,
    phase: VotePhase.Submission,
    aggregator: await signerOf(aggregator.client).getAddress(),
    committee: committee.committee,
  };
  const votes = attesters.map(({ operator, secretKey }): Vote => {
    const isApproved = describe(info.data) === computeHere();
    printNote(`operator ${operator} votes ${isApproved ? "for" : "against"} it`);
    return castVote({ ...place, ...terms, isApproved, seat: seatOf(operator), secretKey });
  });
  const definition = await readTaskDefinition(client, { taskDefinitionId });
  const { eligible } = await eligibleSeats(client, { taskDefinitionId, committee: committee.committee });
  const { approve } = quorumProgress({ seats: committee.seats, eligible, quorum: definition, votes });
  expectEqual("the quorum", approve.isReached, true);

  printTitle("Task");
  const { signers: voters, signature } = aggregateVotes(votes);
  const { id, receipt } = await submitTask(aggregator.client, {
    info,
    details: {
      isApproved: true,
      committee: committee.committee,
      performerSeat: seatOf(performer.operator),
      aggregatorSeat: seatOf(aggregator.operator),
      signers: voters,
      performerSignature: await signTask(performer.client, { info }),
      attestersSignature: signature,
    },
  });
  printStep(`operator ${aggregator.operator} brings task ${id}`, receipt);

  printTitle("Payment");
  for (const attester of attesters) await collect(attester);
  const left = (await readTaskDefinition(client, { taskDefinitionId })).funds;
  expectEqual("what is left of the funds", left, cost);
  printStep("the owner takes the rest back", await defundTaskDefinition(client, { taskDefinitionId, amount: left }));
  await withdrawAll(client, "the owner");

  const { liveStatus, rewards } = await readTaskTimeline(client, { id });
  expectEqual("the status", liveStatus, "Finalized");
  expectEqual("what was paid", sumOf(rewards.map(({ amount }) => amount)), cost);
  const seated = await Promise.all(attesters.map(async (attester) => signerOf(attester.client).getAddress()));
  const accounts = everybody.filter(({ address }) => address === owner.address || seated.includes(address));
  const after = await readBalances(client, accounts);
  const senders = accounts.map(({ address }) => address);
  const fees = await sumFees(client.provider, senders, before.block, after.block);
  const { text, difference } = compareBalances(before, after, fees);
  printTitle("Balances, in ether: what each has gained or lost");
  console.log(text);
  expectEqual("the balances' sum", difference, 0n);
  expectEqual("what the markets hold more", after.held - before.held, await client.center.definitionDeposit());

  function seatOf(operator: number): number {
    return committee.seats.findIndex((seat) => seat.operator === operator);
  }

  /** Claims what an attester earned, and checks that it is what its roles earn. */
  async function collect({ client: worker, operator }: Attester): Promise<void> {
    const isPerformer = operator === performer.operator ? PERFORMER_FEE : 0n;
    const isAggregator = operator === aggregator.operator ? AGGREGATOR_FEE : 0n;
    const start = await readCredit(worker);
    const { receipts } = await claimRewards(worker);
    const earned = (await readCredit(worker)) - start;
    expectEqual(`what operator ${operator} earned`, earned, ATTESTER_FEE + isPerformer + isAggregator);
    printStep(`operator ${operator} claims ${formatAmount(earned)}`, receipts[0]);
    await withdrawAll(worker, `operator ${operator}`);
  }
}

/* WORK */

/** The work itself: the answer, and as the proof the file it was computed from. */
async function perform({ client }: Attester, taskDefinitionId: number): Promise<TaskInfo> {
  const text = readFileSync(WEATHER);
  const [head = "", ...rows] = text.toString("utf8").trim().split(/\r?\n/);
  const columns = COLUMNS.map((name) => head.split(",").indexOf(name));
  const tenths = rows.flatMap((row) => columns.map((column) => Math.round(Number(row.split(",")[column]) * 10)));
  const mean = Math.round((tenths.reduce((sum, value) => sum + value, 0) * 100) / tenths.length);
  // A task is submitted once, ever: the block tells this run from another.
  const block = await client.provider.getBlockNumber();
  return {
    proofOfTask: `sha256:${sha256(text).slice(2)}@${block}`,
    data: AbiCoder.defaultAbiCoder().encode(TYPES, [mean, rows.length]),
    taskPerformer: await signerOf(client).getAddress(),
    taskDefinitionId,
  };
}

function describe(data: string): string {
  const [mean, days] = AbiCoder.defaultAbiCoder().decode(TYPES, data);
  return `${Number(mean) / 1_000} °C over ${days} days`;
}

/** The same answer, computed another way: in floating point. */
function computeHere(): string {
  const [head = "", ...rows] = readFileSync(WEATHER, "utf8").trim().split(/\r?\n/);
  const columns = COLUMNS.map((name) => head.split(",").indexOf(name));
  const values = rows.flatMap((row) => columns.map((column) => Number(row.split(",")[column])));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return `${Math.round(mean * 1_000) / 1_000} °C over ${rows.length} days`;
}

async function withdrawAll(client: MusterClient, who: string): Promise<void> {
  const credit = await readCredit(client);
  if (credit > 0n) printStep(`${who} takes ${formatAmount(credit)}`, await withdraw(client));
}

/* CHECKS */

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}
