import { skipEntry } from "../../sdk/inference/skipEntry.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { id }) => {
  report(`Task ${id} is passed over`, await skipEntry(client, { id }));
});
