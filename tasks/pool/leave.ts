import { leavePool } from "../../sdk/registry/leavePool.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly pool: number;
}

export default suiteAction<Arguments>(async ({ client, report }, { pool }) => {
  report(`The operator has left pool ${pool}`, await leavePool(client, { pool }));
});
