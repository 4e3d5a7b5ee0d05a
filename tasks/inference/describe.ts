import { describeNode } from "../../sdk/inference/describeNode.ts";
import { parseVersion } from "../helpers/parseVersion.ts";
import { suiteAction } from "../helpers/suiteAction.ts";
import { wordsOf } from "../helpers/wordsOf.ts";

interface Arguments {
  readonly software: string;
  readonly models: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, report }, { software, models }) => {
  const receipt = await describeNode(client, { version: parseVersion(software), models: wordsOf(models) });
  report("The node is described anew", receipt);
});
