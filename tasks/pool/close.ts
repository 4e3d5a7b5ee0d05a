import { setJoinable } from "../../sdk/registry/setJoinable.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly pool: number;
}

export default suiteAction<Arguments>(async ({ client, report }, { pool }) => {
  report(`Pool ${pool} takes no new members`, await setJoinable(client, { pool, isOpen: false }));
});
