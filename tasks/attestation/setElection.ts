import { setElection } from "../../sdk/attestation/setElection.ts";
import { setEpochBlocks } from "../../sdk/attestation/setEpochBlocks.ts";
import { electionAddress } from "../helpers/electionAddress.ts";
import { InputError } from "../helpers/inputError.ts";
import { parseInteger } from "../helpers/parseInteger.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly definition: number;
  readonly election: string | undefined;
  readonly epochBlocks: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, report }, { definition: taskDefinitionId, ...given }) => {
  const epochBlocks = parseInteger("epoch-blocks", given.epochBlocks);
  const election = given.election === undefined ? undefined : electionAddress(client, given.election);
  if (epochBlocks !== undefined) {
    if (election === undefined) throw new InputError("Name the --election whose epochs these are.");
    const receipt = await setEpochBlocks(client, { taskDefinitionId, election, epochBlocks });
    report(`A leader leads for ${epochBlocks} blocks`, receipt);
  }
  const receipt = await setElection(client, { taskDefinitionId, ...(election === undefined ? {} : { election }) });
  report(`Definition ${taskDefinitionId} enforces ${given.election ?? "no"} election`, receipt);
});
