import { admitTask } from "../../sdk/inference/admitTask.ts";
import { InputError } from "../helpers/inputError.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly queue: string;
  readonly operator: number;
}

export default suiteAction<Arguments>(async ({ client, report }, { queue, operator }) => {
  if (!/^\d{1,15}$/.test(queue)) throw new InputError(`"${queue}" is no number of a queue.`);
  const value = await client.beacon.entryFee();
  const receipt = await admitTask(client, { queue: BigInt(queue), operator, overrides: { value } });
  report(`The best task of queue ${queue} joins the open round`, receipt);
});
