import { commitResult } from "../../sdk/dispatch/commitResult.ts";
import { readTask } from "../../sdk/dispatch/readTask.ts";
import { encodeValues } from "../helpers/encodeValues.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
  readonly values: string[];
  readonly hex: string | undefined;
  readonly salt: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, print, report }, { id, values, hex, salt: given }) => {
  const timeline = await readTask(client, { id });
  const result = hex ?? encodeValues(timeline.request.terms.schema, values);
  const { salt, receipt } = await commitResult(client, { id, timeline, result, salt: given });
  report("The account has committed to its result", receipt);
  print(`Keep the salt secret until you reveal: ${salt}`);
});
