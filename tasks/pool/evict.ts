import { evict } from "../../sdk/registry/evict.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly pool: number;
  readonly operator: number;
}

export default suiteAction<Arguments>(async ({ client, report }, { pool, operator }) => {
  report(`Operator ${operator} has lost its seat in pool ${pool}`, await evict(client, { pool, operator }));
});
