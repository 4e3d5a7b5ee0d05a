import { skipTask } from "../../sdk/dispatch/skipTask.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { id }) => {
  report("The account has passed", await skipTask(client, { id }));
});
