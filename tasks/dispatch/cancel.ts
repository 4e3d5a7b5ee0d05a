import { cancelCallback } from "../../sdk/dispatch/cancelCallback.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { id }) => {
  report("The callback is given up, and its budget refunded", await cancelCallback(client, { id }));
});
