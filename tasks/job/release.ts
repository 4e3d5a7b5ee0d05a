import { releaseUnacknowledged } from "../../sdk/jobs/releaseUnacknowledged.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { id }) => {
  report("The job is open again", await releaseUnacknowledged(client, { id }));
});
