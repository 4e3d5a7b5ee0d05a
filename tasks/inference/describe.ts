import { describeNode } from "../../sdk/inference/describeNode.ts";
import { parseVersion } from "../helpers/parseVersion.ts";
import { suiteAction } from "../helpers/suiteAction.ts";
import { wordsOf } from "../helpers/wordsOf.ts";

interface Arguments {
  readonly version: string;
  readonly models: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, report }, { version, models }) => {
  const receipt = await describeNode(client, { version: parseVersion(version), models: wordsOf(models) });
  report("The node is described anew", receipt);
});
