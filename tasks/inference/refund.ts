import { collectRefund } from "../../sdk/inference/collectRefund.ts";
import { readInferenceTask } from "../../sdk/inference/readInferenceTask.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { id }) => {
  const { file } = await readInferenceTask(client, { id });
  report(`Task ${id} is paid back`, await collectRefund(client, { id, file }));
});
