import { weighNode } from "../../sdk/inference/weighNode.ts";
import { ownOperatorOr } from "../helpers/ownOperatorOr.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly operator: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, report }, { operator: given }) => {
  const operator = await ownOperatorOr(client, given);
  report(`Node ${operator} is weighed anew`, await weighNode(client, { operator }));
});
