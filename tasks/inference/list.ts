import { formatTable } from "../../scripts/print/formatTable.ts";
import { inferenceStatuses } from "../../sdk/inference/inferenceStatuses.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

const columns = [{ title: "block", isNumber: true }, { title: "task" }, { title: "status" }, { title: "creator" }];

interface Arguments {
  readonly creator: string | undefined;
  readonly limit: number;
}

export default suiteAction<Arguments>(async ({ client, print }, { creator, limit }) => {
  const { inference, deployment } = client;
  const created = await inference.queryFilter(inference.filters.TaskCreated(undefined, creator), deployment.fromBlock);
  const newest = created.slice(-limit).toReversed();
  if (newest.length === 0) return print("There are no such tasks.");
  const statuses = await Promise.all(newest.map(({ args }) => inference.statusOf(args.id)));
  const rows = newest.map(({ args, blockNumber }, index) => [
    String(blockNumber),
    args.id,
    inferenceStatuses[Number(statuses[index])] ?? "",
    args.creator,
  ]);
  print(formatTable(columns, rows));
});
