import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { countExecutions } from "../../sdk/jobs/countExecutions.ts";
import { jobBudget } from "../../sdk/jobs/jobBudget.ts";
import { registerJob } from "../../sdk/jobs/registerJob.ts";
import { parseSlots } from "../helpers/parseSlots.ts";
import { readJobFile } from "../helpers/readJobFile.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly file: string;
  readonly slots: string | undefined;
  readonly credit: boolean;
}

export default suiteAction<Arguments>(async ({ client, print, report }, { file, slots, credit }) => {
  const block = await client.provider.getBlock("latest");
  const job = readJobFile(file, BigInt(block?.timestamp ?? 0) * 1_000n);
  const { id, terms, receipt } = await registerJob(client, {
    ...job,
    slots: parseSlots(slots),
    payFrom: credit ? "credit" : "value",
  });
  report(`Job ${id} is registered`, receipt);
  print([
    ["  slots", String(terms.slots)],
    ["  executions", `${countExecutions(terms.schedule)} of each slot`],
    ["  locked", formatAmount(jobBudget(terms), terms.currency)],
  ]);
});
