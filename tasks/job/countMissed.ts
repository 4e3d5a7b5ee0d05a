import { countMissed } from "../../sdk/jobs/countMissed.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
  readonly slot: number;
}

export default suiteAction<Arguments>(async ({ client, report }, { id, slot }) => {
  report("What was missed is counted", await countMissed(client, { id, slot: BigInt(slot) }));
});
