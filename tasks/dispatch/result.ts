import { submitResult } from "../../sdk/dispatch/submitResult.ts";
import { encodeValues } from "../helpers/encodeValues.ts";
import { readTask } from "../../sdk/dispatch/readTask.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
  readonly values: string[];
  readonly hex: string | undefined;
  readonly proof: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { id, values, hex, proof }) => {
  const timeline = await readTask(client, { id });
  const result = hex ?? encodeValues(timeline.request.terms.schema, values);
  const receipt = await submitResult(client, { id, timeline, result, proof });
  report(`Result ${timeline.submissions.length + 1} of ${timeline.request.numRunners} is accepted`, receipt);
});
