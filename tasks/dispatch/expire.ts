import { expire } from "../../sdk/dispatch/expire.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { id }) => {
  report("The task is over; what no result earned is refunded", await expire(client, { id }));
});
