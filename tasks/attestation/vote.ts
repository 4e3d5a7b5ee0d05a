import { isAddress, ZeroAddress } from "ethers";

import { castVote } from "../../sdk/attestation/castVote.ts";
import { readAttestation } from "../../sdk/attestation/readAttestation.ts";
import { readTaskDefinition } from "../../sdk/attestation/readTaskDefinition.ts";
import { taskIdOf } from "../../sdk/attestation/taskIdOf.ts";
import { VotePhase } from "../../sdk/attestation/votePhase.ts";
import { readCommittee } from "../../sdk/committee/readCommittee.ts";
import { appendVote } from "../helpers/appendVote.ts";
import { formatVote } from "../helpers/formatVote.ts";
import { InputError } from "../helpers/inputError.ts";
import { readBlsSecret } from "../helpers/readBlsSecret.ts";
import { readTaskFile } from "../helpers/readTaskFile.ts";
import { seatOfKey } from "../helpers/seatOfKey.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly file: string;
  readonly keyFile: string | undefined;
  readonly aggregator: string | undefined;
  readonly reject: boolean;
  readonly dispute: boolean;
  readonly votes: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, print }, { file, keyFile, reject, dispute, ...given }) => {
  const { info } = readTaskFile(file);
  const secretKey = readBlsSecret(keyFile);
  const place = { chainId: client.deployment.chainId, center: client.deployment.addresses.center };
  const id = taskIdOf({ ...place, info });
  const aggregator = dispute ? ZeroAddress : (given.aggregator ?? "");
  if (!isAddress(aggregator)) throw new InputError("Name the account that shall submit the task: --aggregator.");

  // A dispute is about the committee that decided first; a submission takes the newest.
  const { pool } = await readTaskDefinition(client, info);
  const committee = await readCommittee(client, dispute ? await readAttestation(client, { id }) : { pool });
  const vote = castVote({
    ...place,
    id,
    isApproved: !reject,
    phase: dispute ? VotePhase.Dispute : VotePhase.Submission,
    aggregator,
    committee: committee.committee,
    seat: seatOfKey(committee, secretKey),
    secretKey,
  });
  if (given.votes === undefined) return print(formatVote(vote));
  appendVote(given.votes, vote);
  print(`Seat ${vote.seat} votes ${reject ? "against" : "for"} task ${id}, in ${given.votes}`);
});
