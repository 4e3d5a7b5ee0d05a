import { acknowledgeJob } from "../../sdk/jobs/acknowledgeJob.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
  readonly slot: number;
}

export default suiteAction<Arguments>(async ({ client, report }, { id, slot }) => {
  report("The slot is acknowledged", await acknowledgeJob(client, { id, slot: BigInt(slot) }));
});
