import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { formatTable } from "../../scripts/print/formatTable.ts";
import { DISPATCH_STATUSES } from "../../sdk/dispatch/dispatchStatus.ts";
import { parseInteger } from "../helpers/parseInteger.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly actor: string | undefined;
  readonly pool: string | undefined;
  readonly limit: number;
}

const columns = [
  { title: "block", isNumber: true },
  { title: "task" },
  { title: "status" },
  { title: "pool", isNumber: true },
  { title: "runners", isNumber: true },
  { title: "payment each" },
  { title: "actor" },
];

export default suiteAction<Arguments>(async ({ client, print }, { actor, pool: given, limit }) => {
  const { dispatcher, deployment } = client;
  const pool = parseInteger("pool", given);
  const found = await dispatcher.queryFilter(
    dispatcher.filters.TaskSubmitted(undefined, actor, pool),
    deployment.fromBlock,
  );
  const newest = found.slice(-limit).reverse();
  const statuses = await Promise.all(newest.map(({ args }) => dispatcher.statusOf(args.id)));
  if (newest.length === 0) return print("There are no such tasks.");

  const rows = newest.map(({ blockNumber, args }, index) => [
    String(blockNumber),
    args.id,
    DISPATCH_STATUSES[Number(statuses[index])] ?? "",
    String(args.pool),
    String(args.request.numRunners),
    formatAmount(args.request.terms.paymentPerRunner, args.request.terms.currency),
    args.actor,
  ]);
  print(formatTable(columns, rows));
});
