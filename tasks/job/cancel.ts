import { cancelJob } from "../../sdk/jobs/cancelJob.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { id }) => {
  report("The job is cancelled", await cancelJob(client, { id }));
});
