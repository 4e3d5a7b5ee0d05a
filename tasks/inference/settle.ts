import { settleNode } from "../../sdk/inference/settleNode.ts";
import { ownOperatorOr } from "../helpers/ownOperatorOr.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly operator: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, report }, { operator: given }) => {
  const operator = await ownOperatorOr(client, given);
  report(`Node ${operator} has stopped`, await settleNode(client, { operator }));
});
