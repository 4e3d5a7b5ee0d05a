import { formatUnits } from "ethers";

import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { formatScore } from "../../scripts/print/formatScore.ts";
import { formatTable } from "../../scripts/print/formatTable.ts";
import { ownOperator } from "../../sdk/registry/ownOperator.ts";
import { readReputation } from "../../sdk/reputation/readReputation.ts";
import { parseInteger } from "../helpers/parseInteger.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

const NEWEST = 10;

interface Arguments {
  readonly operator: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, print }, { operator: given }) => {
  const operator = parseInteger("operator", given) ?? (await ownOperator(client));
  const { reputation, deployment } = client;
  const [{ scorePpm, successes, failures }, outcomes] = await Promise.all([
    readReputation(client, { operator }),
    reputation.queryFilter(reputation.filters.OutcomeRecorded(operator), deployment.fromBlock),
  ]);
  print(`Operator ${operator}`);
  print([
    ["  score", formatScore(scorePpm)],
    ["  successes", formatUnits(successes)],
    ["  failures", formatUnits(failures)],
    ["  outcomes", String(outcomes.length)],
  ]);
  if (outcomes.length === 0) return;

  const columns = [
    { title: "block", isNumber: true },
    { title: "outcome" },
    { title: "reward" },
    { title: "weight" },
    { title: "market" },
  ];
  const rows = outcomes
    .slice(-NEWEST)
    .reverse()
    .map(({ blockNumber, args }) => [
      String(blockNumber),
      args.isSuccess ? "delivered" : "failed",
      formatAmount(args.reward),
      formatUnits(args.weight),
      args.market,
    ]);
  print(`\n${formatTable(columns, rows)}`);
});
