import { createInferenceTask } from "../../sdk/inference/createInferenceTask.ts";
import { packVersion } from "../../sdk/inference/packVersion.ts";
import type { TaskParameters } from "../../sdk/inference/parameters/taskParameters.ts";
import { InputError } from "../helpers/inputError.ts";
import { parseAmount } from "../helpers/parseAmount.ts";
import { parseVersion } from "../helpers/parseVersion.ts";
import { readJson } from "../helpers/readJson.ts";
import { readSecrets } from "../helpers/readSecrets.ts";
import { suiteAction } from "../helpers/suiteAction.ts";
import { wordsOf } from "../helpers/wordsOf.ts";
import { writeCase } from "../helpers/writeCase.ts";

interface Arguments {
  readonly parameters: string;
  readonly keys: string | undefined;
  readonly out: string;
  readonly fee: string;
  readonly blocks: number;
  readonly publishers: string | undefined;
  readonly size: number;
  readonly vram: number;
  readonly gpu: number;
  readonly software: string;
  readonly credit: boolean;
}

export default suiteAction<Arguments>(async ({ client, report }, given) => {
  const publishers = wordsOf(given.publishers);
  if (publishers.length === 0) throw new InputError("Name with --publishers whose word counts; a relay tells its own.");
  const { ticket, receipt } = await createInferenceTask(client, {
    secrets: readSecrets(given.keys),
    // Checked as it is encoded, against everything that a node would refuse.
    parameters: readJson(given.parameters) as TaskParameters,
    demand: {
      version: packVersion(parseVersion(given.software)),
      executionBlocks: BigInt(given.blocks),
      fee: parseAmount(given.fee),
      publishers,
      size: BigInt(given.size),
      minimumVram: BigInt(given.vram),
      requiredGpu: BigInt(given.gpu),
    },
    payFrom: given.credit ? "credit" : "value",
  });
  writeCase(given.out, { first: ticket, siblings: [] });
  report(`Task ${ticket.id} is created, and what only its creator knows is in ${given.out}`, receipt);
});
