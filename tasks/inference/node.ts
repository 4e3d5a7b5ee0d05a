import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { readNode } from "../../sdk/inference/readNode.ts";
import { ownOperatorOr } from "../helpers/ownOperatorOr.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

const PERCENT_BPS = 100;

interface Arguments {
  readonly operator: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, print }, { operator: given }) => {
  const operator = await ownOperatorOr(client, given);
  const [node, stakeCurrency] = await Promise.all([readNode(client, { operator }), client.registry.stakeCurrency()]);
  print(`Node of operator ${operator}`);
  print([
    ["  status", node.isWaiting ? `${node.status}, waiting for older rounds` : node.status],
    ["  graphics card", `class ${node.gpu}`],
    ["  version", node.version.join(".")],
    ["  weight", `${node.weight} of 255`],
    ["  quality of service", `${node.qos / PERCENT_BPS} %`],
    ["  highest fee", formatAmount(node.feeLimit, stakeCurrency)],
    ["  deadlines missed in a row", String(node.misses)],
  ]);
});
