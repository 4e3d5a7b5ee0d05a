import { unjail } from "../../sdk/registry/unjail.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

export default suiteAction(async ({ client, report }) => {
  report("The operator is out of jail", await unjail(client));
});
