import { collectPay } from "../../sdk/jobs/collectPay.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
  readonly slot: number;
}

export default suiteAction<Arguments>(async ({ client, report }, { id, slot }) => {
  report("The slot is paid so far", await collectPay(client, { id, slot: BigInt(slot) }));
});
