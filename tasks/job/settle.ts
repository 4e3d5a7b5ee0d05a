import { settleJob } from "../../sdk/jobs/settleJob.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { id }) => {
  report("The job is done, and everyone paid", await settleJob(client, { id }));
});
