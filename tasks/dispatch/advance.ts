import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { advance } from "../../sdk/dispatch/advance.ts";
import { readTask } from "../../sdk/dispatch/readTask.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
  readonly position: number;
}

export default suiteAction<Arguments>(async ({ client, report }, { id, position }) => {
  const receipt = await advance(client, { id, position });
  const [{ misses }, currency] = await Promise.all([readTask(client, { id }), client.registry.stakeCurrency()]);
  const miss = misses.find((entry) => entry.position === position);
  const cost = miss ? `operator ${miss.operator} lost ${formatAmount(miss.slashed, currency)}` : "nobody is blamed";
  report(`Position ${position} is out: ${cost}`, receipt);
});
