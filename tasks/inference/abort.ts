import { abortTask } from "../../sdk/inference/abortTask.ts";
import { readInferenceTask } from "../../sdk/inference/readInferenceTask.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { id }) => {
  const { file } = await readInferenceTask(client, { id });
  report(`Task ${id} is ended`, await abortTask(client, { id, file }));
});
