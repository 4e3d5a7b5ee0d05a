import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { slashDoubleAttestation } from "../../sdk/attestation/slashDoubleAttestation.ts";
import { taskIdOf } from "../../sdk/attestation/taskIdOf.ts";
import type { Vote } from "../../sdk/attestation/vote.ts";
import { InputError } from "../helpers/inputError.ts";
import { readTaskFile } from "../helpers/readTaskFile.ts";
import { readVotes } from "../helpers/readVotes.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly file: string;
  readonly votes: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, report }, { file, votes: path }) => {
  const { info } = readTaskFile(file);
  const { chainId, addresses } = client.deployment;
  const id = taskIdOf({ chainId, center: addresses.center, info });
  const pair = contradictionIn(readVotes(path).filter((vote) => vote.id === id));
  if (!pair) throw new InputError(`No seat voted for both sides of task ${id} in one phase.`);
  const currency = await client.registry.stakeCurrency();
  const { amount, receipt } = await slashDoubleAttestation(client, { info, votes: pair });
  report(`Seat ${pair[0].seat} loses ${formatAmount(amount, currency)} for voting twice`, receipt);
});

/** The first two votes of one seat that contradict each other. */
function contradictionIn(votes: readonly Vote[]): [Vote, Vote] | undefined {
  for (const vote of votes) {
    const { seat, phase, committee, isApproved } = vote;
    const other = votes.find(
      (later) =>
        later.seat === seat &&
        later.phase === phase &&
        later.committee === committee &&
        later.isApproved !== isApproved,
    );
    if (other) return [vote, other];
  }
  return undefined;
}
