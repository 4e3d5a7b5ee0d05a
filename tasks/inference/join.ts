import { joinAsNode } from "../../sdk/inference/joinAsNode.ts";
import { parseVersion } from "../helpers/parseVersion.ts";
import { suiteAction } from "../helpers/suiteAction.ts";
import { wordsOf } from "../helpers/wordsOf.ts";

interface Arguments {
  readonly gpu: number;
  readonly software: string;
  readonly models: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, account, report }, { gpu, software, models }) => {
  const receipt = await joinAsNode(client, { gpu, version: parseVersion(software), models: wordsOf(models) });
  report(`The operator of ${account} is a node`, receipt);
});
