import { quitNode } from "../../sdk/inference/quitNode.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

export default suiteAction<object>(async ({ client, report }) => {
  report("The node leaves", await quitNode(client));
});
