import { pauseNode } from "../../sdk/inference/pauseNode.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

export default suiteAction<object>(async ({ client, report }) => {
  report("The node takes no more tasks", await pauseNode(client));
});
