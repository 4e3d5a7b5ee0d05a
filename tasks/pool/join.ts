import { joinPool } from "../../sdk/registry/joinPool.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly pool: number;
  readonly data: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { pool, data }) => {
  report(`The operator has a seat in pool ${pool}`, await joinPool(client, { pool, data }));
});
