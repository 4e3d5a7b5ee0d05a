import { createTaskDefinition } from "../../sdk/attestation/createTaskDefinition.ts";
import { parseAmount } from "../helpers/parseAmount.ts";
import { parseInteger } from "../helpers/parseInteger.ts";
import { parseIntegers } from "../helpers/parseIntegers.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly name: string;
  readonly attesterFee: string;
  readonly performerFee: string;
  readonly aggregatorFee: string;
  readonly expiry: string | undefined;
  readonly disputeBlocks: string | undefined;
  readonly minimumPower: string;
  readonly operators: string | undefined;
  readonly credit: boolean;
}

export default suiteAction<Arguments>(async ({ client, report }, given) => {
  const expiry = parseInteger("expiry", given.expiry);
  const { taskDefinitionId, receipt } = await createTaskDefinition(client, {
    name: given.name,
    baseRewardFeeForAttesters: parseAmount(given.attesterFee),
    baseRewardFeeForPerformer: parseAmount(given.performerFee),
    baseRewardFeeForAggregator: parseAmount(given.aggregatorFee),
    disputePeriodBlocks: BigInt(parseInteger("dispute-blocks", given.disputeBlocks) ?? 0),
    minimumVotingPower: parseAmount(given.minimumPower),
    restrictedOperatorIndexes: parseIntegers("operators", given.operators),
    ...(expiry === undefined ? {} : { blockExpiry: BigInt(expiry) }),
    payFrom: given.credit ? "credit" : "value",
  });
  report(`Definition ${taskDefinitionId} is created`, receipt);
});
