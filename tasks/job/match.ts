import { matchJob } from "../../sdk/jobs/matchJob.ts";
import { parseSlots } from "../helpers/parseSlots.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
  readonly slots: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, report }, { id, slots }) => {
  report("The job is matched", await matchJob(client, { id, slots: parseSlots(slots) }));
});
