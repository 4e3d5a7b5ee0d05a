import { resumeNode } from "../../sdk/inference/resumeNode.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

export default suiteAction<object>(async ({ client, report }) => {
  report("The node takes tasks", await resumeNode(client));
});
