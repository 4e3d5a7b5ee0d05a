import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { aggregateVotes } from "../../sdk/attestation/aggregateVotes.ts";
import { castVote } from "../../sdk/attestation/castVote.ts";
import { eligibleSeats } from "../../sdk/attestation/eligibleSeats.ts";
import { quorumProgress, type SideProgress } from "../../sdk/attestation/quorumProgress.ts";
import { readTaskDefinition } from "../../sdk/attestation/readTaskDefinition.ts";
import { signTask } from "../../sdk/attestation/signTask.ts";
import { submitTask } from "../../sdk/attestation/submitTask.ts";
import { taskIdOf } from "../../sdk/attestation/taskIdOf.ts";
import type { Vote } from "../../sdk/attestation/vote.ts";
import type { VoteTerms } from "../../sdk/attestation/voteDigestOf.ts";
import { VotePhase } from "../../sdk/attestation/votePhase.ts";
import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { readCommittee, type ReadCommitteeReturnType } from "../../sdk/committee/readCommittee.ts";
import { chooseVotes } from "../helpers/chooseVotes.ts";
import { dataOf } from "../helpers/dataOf.ts";
import { InputError } from "../helpers/inputError.ts";
import { parseInteger } from "../helpers/parseInteger.ts";
import { readBlsSecret } from "../helpers/readBlsSecret.ts";
import { readTaskFile } from "../helpers/readTaskFile.ts";
import { readVotes } from "../helpers/readVotes.ts";
import { seatOfKey } from "../helpers/seatOfKey.ts";
import type { SignedTask } from "../helpers/signedTask.ts";
import { suiteAction } from "../helpers/suiteAction.ts";
import type { TaskContext } from "../helpers/taskContext.ts";

interface Arguments {
  readonly file: string | undefined;
  readonly definition: string | undefined;
  readonly proof: string;
  readonly data: string;
  readonly performer: string | undefined;
  readonly votes: string | undefined;
  readonly keyFiles: string | undefined;
  readonly reject: boolean;
}

export default suiteAction<Arguments>(async (context, given) => {
  const { client, account, print, report } = context;
  const place = { chainId: client.deployment.chainId, center: client.deployment.addresses.center };
  const { info, performerSignature } = await taskOf(context, given);
  const definition = await readTaskDefinition(client, info);
  const committee = await readCommittee(client, definition);
  const terms: VoteTerms = {
    id: taskIdOf({ ...place, info }),
    isApproved: !given.reject,
    phase: VotePhase.Submission,
    aggregator: account,
    committee: committee.committee,
  };
  const collected = votesOf(client, given, committee, terms);
  const { votes, refused } = chooseVotes({ ...place, votes: collected, terms, committee });
  for (const reason of refused) print(`Left out: ${reason}`);

  const { eligible } = await eligibleSeats(client, { ...info, committee: committee.committee });
  const progress = quorumProgress({ seats: committee.seats, eligible, quorum: definition, votes });
  const side = given.reject ? progress.reject : progress.approve;
  const counted = votes.filter(({ seat }) => (side.signers >> BigInt(seat)) & 1n);
  if (!side.isReached) throw new InputError(await describeShortage(client, side, progress.missing));

  const { signers, signature } = aggregateVotes(counted);
  const { id, receipt } = await submitTask(client, {
    info,
    details: {
      isApproved: !given.reject,
      committee: committee.committee,
      performerSeat: await seatOf(client, committee, info.taskPerformer),
      aggregatorSeat: await seatOf(client, committee, account),
      signers,
      performerSignature,
      attestersSignature: signature,
    },
  });
  report(`Task ${id} is ${given.reject ? "rejected" : "approved"} by ${counted.length} seats`, receipt);
});

/** The task of the file, or one that is signed now. */
async function taskOf({ as }: TaskContext, given: Arguments): Promise<SignedTask> {
  if (given.file !== undefined) return readTaskFile(given.file);
  const taskDefinitionId = parseInteger("definition", given.definition);
  const performer = parseInteger("performer", given.performer);
  if (taskDefinitionId === undefined || performer === undefined) {
    throw new InputError("Name the --file of the task, or its --definition and its --performer.");
  }
  const { client, account } = as(performer);
  const info = { proofOfTask: given.proof, data: dataOf(given.data), taskPerformer: account, taskDefinitionId };
  return { info, performerSignature: await signTask(client, { info }) };
}

/** The votes that were collected, or that are cast now. */
function votesOf(
  { deployment }: MusterClient,
  { votes, keyFiles }: Arguments,
  committee: ReadCommitteeReturnType,
  terms: VoteTerms,
): Vote[] {
  if (keyFiles === undefined) return readVotes(votes);
  const place = { chainId: deployment.chainId, center: deployment.addresses.center };
  return keyFiles.split(",").map((path) => {
    const secretKey = readBlsSecret(path.trim());
    return castVote({ ...place, ...terms, seat: seatOfKey(committee, secretKey), secretKey });
  });
}

async function seatOf({ registry }: MusterClient, { seats, number }: ReadCommitteeReturnType, account: string) {
  const operator = Number(await registry.operatorOf(account));
  const found = seats.find((seat) => seat.operator === operator);
  if (!found) throw new InputError(`${account} has no seat in committee ${number}.`);
  return found.seat;
}

async function describeShortage({ registry }: MusterClient, side: SideProgress, missing: readonly number[]) {
  const currency = await registry.stakeCurrency();
  const [power, needed] = [side.power, side.neededPower].map((amount) => formatAmount(amount, currency));
  const waiting = missing.length === 0 ? "nobody else may vote" : `seat ${missing.join(", ")} has not voted`;
  const signers = `${side.count} of ${Math.max(1, side.neededCount)} signers`;
  return `The quorum is not reached: a power of ${power}, of ${needed} needed; ${signers}; ${waiting}.`;
}
