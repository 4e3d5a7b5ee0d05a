import { toBeHex } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import type { SubmissionFields } from "./attestationEvent.ts";
import { decodeAttestationEvent } from "./decodeAttestationEvent.ts";
import type { RewardClaim } from "./rewardClaim.ts";

/** Reads that are under way at once. */
const AT_ONCE = 64;

/** Whose rewards. */
export interface ReadClaimableRewardsParameters {
  readonly operator: number;
  /** The first block to look for submissions in; the deployment's by default. */
  readonly fromBlock?: number;
}

/** What a final task owes. */
export interface ClaimableReward extends RewardClaim {
  readonly taskDefinitionId: number;
  /** Zero address for the native coin. */
  readonly currency: string;
  /** In the currency's smallest unit. */
  readonly amount: bigint;
}

/** What an operator can claim now. */
export interface ReadClaimableRewardsReturnType {
  /** In the order of submission, one currency after the other. */
  readonly rewards: readonly ClaimableReward[];
  /** By currency. */
  readonly totals: ReadonlyMap<string, bigint>;
}

interface Submission extends SubmissionFields {
  readonly id: string;
}

/** Finds in the center's events what an operator can claim, as performer, attester and aggregator. */
export async function readClaimableRewards(
  client: MusterClient,
  { operator, fromBlock = client.deployment.fromBlock }: ReadClaimableRewardsParameters,
): Promise<ReadClaimableRewardsReturnType> {
  const submissions = await readUnclaimed(client, operator, fromBlock);
  const committees = [...new Set(submissions.map(({ details }) => details.committee))];
  const seats = new Map(
    await inBatches(committees, async (committee) => [committee, await seatIn(client, committee, operator)] as const),
  );
  const definitions = [...new Set(submissions.map(({ taskDefinitionId }) => taskDefinitionId))];
  const currencies = new Map(
    await inBatches(definitions, async (definition) => {
      return [definition, (await client.center.taskDefinitionOf(definition)).currency] as const;
    }),
  );

  const claims = submissions.flatMap((submission) => claimOf(submission, seats.get(submission.details.committee)));
  const rewards = await inBatches(claims, async ({ id, seat, taskDefinitionId }) => ({
    id,
    seat,
    taskDefinitionId,
    currency: currencies.get(taskDefinitionId) as string,
    amount: await client.center.rewardOf(id, seat),
  }));
  const due = rewards.filter(({ amount }) => amount !== 0n);
  const totals = new Map<string, bigint>();
  for (const { currency, amount } of due) totals.set(currency, (totals.get(currency) ?? 0n) + amount);
  // The center pays a batch currency by currency, so each is best claimed in one piece.
  const ordered = [...totals.keys()].flatMap((currency) => due.filter((reward) => reward.currency === currency));
  return { rewards: ordered, totals };
}

/** Submissions of which the operator has not claimed yet, whether it took part or not. */
async function readUnclaimed(
  { center, deployment, provider }: MusterClient,
  operator: number,
  fromBlock: number,
): Promise<Submission[]> {
  const topicOf = (name: "TaskSubmitted" | "TaskRejected" | "RewardClaimed") =>
    center.interface.getEvent(name).topicHash;
  const address = deployment.addresses.center;
  const [submitted, claimed] = await readCall(async () =>
    Promise.all([
      provider.getLogs({ address, fromBlock, topics: [[topicOf("TaskSubmitted"), topicOf("TaskRejected")]] }),
      provider.getLogs({ address, fromBlock, topics: [topicOf("RewardClaimed"), null, toBeHex(operator, 32)] }),
    ]),
  );
  const done = new Set(claimed.map(({ topics }) => topics[1]));
  return submitted
    .filter(({ topics }) => !done.has(topics[1]))
    .map((log) => decodeAttestationEvent(log) as unknown as Submission);
}

/** The operator's seat in a committee; `undefined` when it has none. */
async function seatIn({ committees }: MusterClient, committee: bigint, operator: number): Promise<number | undefined> {
  const seats = await committees.seatsOf(committee);
  const seat = seats.findIndex((record) => record.operator === BigInt(operator));
  return seat === -1 ? undefined : seat;
}

function claimOf({ id, taskDefinitionId, details }: Submission, seat: number | undefined) {
  if (seat === undefined) return [];
  const hasSigned = ((details.signers >> BigInt(seat)) & 1n) === 1n;
  const tookPart = hasSigned || seat === details.performerSeat || seat === details.aggregatorSeat;
  return tookPart ? [{ id, taskDefinitionId, seat }] : [];
}

async function inBatches<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const batch = items.slice(start, start + AT_ONCE);
    results.push(...(await readCall(async () => Promise.all(batch.map((item) => read(item))))));
  }
  return results;
}
