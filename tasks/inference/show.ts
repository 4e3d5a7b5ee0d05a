import { isHexString } from "ethers";

import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { readInferenceTask } from "../../sdk/inference/readInferenceTask.ts";
import { InputError } from "../helpers/inputError.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

const WAITS: Readonly<Record<string, string>> = {
  Queued: "the draw of its node (inference:start), once its round is answered",
  Started: "its creator to send the parameters (inference:advance)",
  ParametersUploaded: "its node to compute it",
  ScoreReady: "its creator to validate it (inference:advance)",
  ErrorReported: "its creator to take note of the error (inference:advance)",
  Validated: "its node to upload the result and to prove it",
  GroupValidated: "its node to upload the result and to prove it",
};

interface Arguments {
  readonly id: string;
}

export default suiteAction<Arguments>(async ({ client, print }, { id }) => {
  if (!isHexString(id, 32)) throw new InputError(`A task's id is 32 bytes of hex, not "${id}".`);
  const task = await readInferenceTask(client, { id });
  const { terms } = task.file.order;
  const head = await client.provider.getBlockNumber();
  print(`Task ${id}`);
  print([
    ["  status", task.status === task.settledStatus ? task.status : `${task.status}, as soon as somebody says so`],
    ["  creator", task.creator],
    ["  fee", formatAmount(terms.fee, terms.currency)],
    ["  node", task.node === undefined ? "none yet" : `operator ${task.node}`],
    ["  round", String(task.round)],
    ...(task.queue === undefined ? [] : [["  queue", String(task.queue)] as [string, string]]),
    ...(task.error === undefined ? [] : [["  error", task.error] as [string, string]]),
    ["  sampled", task.isSampled ? "yes" : "not known"],
  ]);
  const waits = WAITS[task.status];
  if (waits !== undefined) print(`  waits for   ${waits}`);
  if (task.deadline !== undefined) print(`  until       block ${task.deadline} (now ${head})`);
});
