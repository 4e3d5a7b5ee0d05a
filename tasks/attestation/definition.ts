import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { readTaskDefinition } from "../../sdk/attestation/readTaskDefinition.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly definition: number;
}

export default suiteAction<Arguments>(async ({ client, print }, { definition: taskDefinitionId }) => {
  const found = await readTaskDefinition(client, { taskDefinitionId });
  const stakeCurrency = await client.registry.stakeCurrency();
  const money = (amount: bigint): string => formatAmount(amount, found.currency);
  const { restrictedOperators, slashing, hook } = found;
  const isRetired = found.depositedAt === 0;

  print(`Definition ${taskDefinitionId}${isRetired ? " (retired)" : ""}`);
  print([
    ["  owner", found.owner],
    ["  pool", String(found.pool)],
    ["  expires", found.blockExpiry >= 2 ** 40 - 1 ? "never" : `at block ${found.blockExpiry}`],
    ["  fees", `attester ${money(found.attesterFee)}, performer ${money(found.performerFee)}`],
    ["", `aggregator ${money(found.aggregatorFee)}`],
    ["  funds", money(found.funds)],
    ["  quorum", quorumOf(found)],
    ["  least power", formatAmount(found.minimumVotingPower, stakeCurrency)],
    ["  operators", restrictedOperators.length === 0 ? "everybody" : restrictedOperators.join(", ")],
    ["  disputes", found.disputePeriodBlocks === 0 ? "none" : `for ${found.disputePeriodBlocks} blocks`],
    ["  hook", hook ? `${hook.address}, ${hook.gasLimit} gas` : "none"],
    ["  election", found.election ?? "none"],
    ["  slashing", slashing ? `version ${slashing.version}, terms ${slashing.termsHash}` : "none"],
  ]);
  if (!slashing) return;
  const { doubleAttestationBps, incorrectAttestationBps, rejectedPerformerBps, reporterBps, jails } = slashing.terms;
  print([
    ["    two votes", `${percent(doubleAttestationBps)}${jails ? ", and jail" : ""}`],
    ["    wrong vote", percent(incorrectAttestationBps)],
    ["    performer", percent(rejectedPerformerBps)],
    ["    reporter", `${percent(reporterBps)} of it`],
  ]);
});

function quorumOf({ minimumAttesters, approveBps }: { minimumAttesters: number; approveBps: number }): string {
  const share = approveBps === 0 ? "two thirds" : percent(approveBps);
  return `more than ${share} to approve, a third to reject; at least ${Math.max(1, minimumAttesters)} signers`;
}

function percent(bps: number): string {
  return `${bps / 100} %`;
}
