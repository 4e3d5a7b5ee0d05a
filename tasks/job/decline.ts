import { declineJob } from "../../sdk/jobs/declineJob.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
  readonly slot: number;
}

export default suiteAction<Arguments>(async ({ client, report }, { id, slot }) => {
  report("The slot is declined; the job is open again", await declineJob(client, { id, slot: BigInt(slot) }));
});
