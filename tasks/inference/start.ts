import { startTask } from "../../sdk/inference/startTask.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { id }) => {
  report(`Task ${id} is drawn`, await startTask(client, { id }));
});
