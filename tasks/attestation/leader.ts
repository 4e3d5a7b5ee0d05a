import { leaderAt } from "../../sdk/attestation/leaderAt.ts";
import { electionAddress } from "../helpers/electionAddress.ts";
import { parseInteger } from "../helpers/parseInteger.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly definition: number;
  readonly block: string | undefined;
  readonly election: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, print }, { definition, block, election }) => {
  const blockNumber = parseInteger("block", block);
  const found = await leaderAt(client, {
    taskDefinitionId: definition,
    ...(blockNumber === undefined ? {} : { blockNumber }),
    ...(election === undefined ? {} : { election: electionAddress(client, election) }),
  });
  const { operator } = await client.committees.seatOf(found.committee, found.seat);
  const number = BigInt.asUintN(32, found.committee);
  print(`Seat ${found.seat} of committee ${number} (operator ${operator}) leads at block ${found.blockNumber}.`);
});
