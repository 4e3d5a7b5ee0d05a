import { settle } from "../../sdk/dispatch/settle.ts";
import { settlementOf } from "../helpers/settlementOf.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
}

export default suiteAction<Arguments>(async ({ client, report, print }, { id }) => {
  const receipt = await settle(client, { id });
  report("The task is settled: every accepted result is paid", receipt);
  print(settlementOf(client, receipt));
});
