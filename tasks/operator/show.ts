import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { formatScore } from "../../scripts/print/formatScore.ts";
import { formatTime } from "../../scripts/print/formatTime.ts";
import { readOperator } from "../../sdk/registry/readOperator.ts";
import { readReputation } from "../../sdk/reputation/readReputation.ts";
import { parseInteger } from "../helpers/parseInteger.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly operator: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, account, print }, { operator: given }) => {
  const id = parseInteger("operator", given);
  const found = await readOperator(client, id === undefined ? { controller: account } : { operator: id });
  const { operator, controller, status, jailedUntil, rewardsReceiver, stake, freeSkips } = found;
  const { registry, deployment } = client;
  const [currency, { scorePpm }, taken, left] = await Promise.all([
    registry.stakeCurrency(),
    readReputation(client, { operator }),
    registry.queryFilter(registry.filters.SeatTaken(undefined, operator), deployment.fromBlock),
    registry.queryFilter(registry.filters.SeatLeft(undefined, operator), deployment.fromBlock),
  ]);

  const counts = new Map<bigint, number>();
  for (const { args } of taken) counts.set(args.pool, (counts.get(args.pool) ?? 0) + 1);
  for (const { args } of left) counts.set(args.pool, (counts.get(args.pool) ?? 0) - 1);
  const pools = [...counts].filter(([, count]) => count > 0).map(([pool]) => pool);

  print(`Operator ${operator}`);
  print([
    ["  controller", controller],
    ["  status", status === "Jailed" ? `Jailed until ${formatTime(jailedUntil)}` : status],
    ["  rewards go to", rewardsReceiver],
    ["  active stake", formatAmount(stake.active, currency)],
    ["  unbonding", unbonding()],
    ...(status === "Jailed" ? [["  bail", formatAmount(stake.bail, currency)] as const] : []),
    ["  reputation", formatScore(scorePpm)],
    ["  free skips left", String(freeSkips)],
    ["  seats in pools", pools.length === 0 ? "none" : pools.join(", ")],
  ]);

  function unbonding(): string {
    const amount = formatAmount(stake.unbonding, currency);
    return stake.unbonding === 0n ? amount : `${amount}, free at ${formatTime(stake.releaseAt)}`;
  }
});
