import { isAddress } from "ethers";

import { consumeResult } from "../../sdk/dispatch/consumeResult.ts";
import { readOperator } from "../../sdk/registry/readOperator.ts";
import { parseInteger } from "../helpers/parseInteger.ts";
import { settlementOf } from "../helpers/settlementOf.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
  readonly runner: string;
}

export default suiteAction<Arguments>(async ({ client, report, print }, { id, runner: given }) => {
  const runner = isAddress(given) ? given : await controllerOf(given);
  const receipt = await consumeResult(client, { id, runner });
  report(`The result of ${runner} is consumed`, receipt);
  print(settlementOf(client, receipt));

  async function controllerOf(number: string): Promise<string> {
    return (await readOperator(client, { operator: parseInteger("runner", number) ?? 0 })).controller;
  }
});
