import { reenterRound } from "../../sdk/dispatch/reenterRound.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { id }) => {
  report("The task is in the open round", await reenterRound(client, { id }));
});
