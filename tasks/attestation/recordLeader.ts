import { RoundRobinElection__factory } from "../../typechain-types/index.ts";
import { readTaskDefinition } from "../../sdk/attestation/readTaskDefinition.ts";
import { recordLeader } from "../../sdk/attestation/recordLeader.ts";
import { termDigestOf } from "../../sdk/attestation/termDigestOf.ts";
import { aggregateSignatures } from "../../sdk/bls/aggregateSignatures.ts";
import { blsSign } from "../../sdk/bls/blsSign.ts";
import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { bitmapOf } from "../../sdk/committee/bitmapOf.ts";
import { readCommittee } from "../../sdk/committee/readCommittee.ts";
import { InputError } from "../helpers/inputError.ts";
import { parseInteger } from "../helpers/parseInteger.ts";
import { readBlsSecret } from "../helpers/readBlsSecret.ts";
import { seatOfKey } from "../helpers/seatOfKey.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly definition: number;
  readonly seat: number;
  readonly term: string | undefined;
  readonly keyFiles: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, report }, { definition, seat, term: given, keyFiles }) => {
  if (keyFiles === undefined) throw new InputError("Name the files of the BLS keys that agree: --key-files.");
  const { chainId, addresses } = client.deployment;
  const { pool } = await readTaskDefinition(client, { taskDefinitionId: definition });
  const committee = await readCommittee(client, { pool });
  const secrets = keyFiles.split(",").map((path) => readBlsSecret(path.trim()));
  const number = parseInteger("term", given);
  const term = number === undefined ? (await currentTerm(client, definition)) + 1n : BigInt(number);

  const leader = { taskDefinitionId: definition, term, committee: committee.committee, seat };
  const digest = termDigestOf({ chainId, election: addresses.consensusElection, ...leader });
  const signers = bitmapOf(secrets.map((secretKey) => seatOfKey(committee, secretKey)));
  const signature = aggregateSignatures(secrets.map((secretKey) => blsSign(secretKey, digest)));
  const receipt = await recordLeader(client, { ...leader, signers, signature });
  report(`Seat ${seat} leads term ${term} of definition ${definition}`, receipt);
});

async function currentTerm({ deployment, provider }: MusterClient, definition: number): Promise<bigint> {
  const election = RoundRobinElection__factory.connect(deployment.addresses.consensusElection, provider);
  const { blocks } = await election.epochsOf(definition);
  return BigInt(await provider.getBlockNumber()) / blocks;
}
