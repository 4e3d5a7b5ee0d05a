import { defundTaskDefinition } from "../../sdk/attestation/defundTaskDefinition.ts";
import { parseAmount } from "../helpers/parseAmount.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly definition: number;
  readonly amount: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { definition, amount }) => {
  const parts = { taskDefinitionId: definition, amount: parseAmount(amount) };
  report(`Definition ${definition} gives back ${amount}, as credit`, await defundTaskDefinition(client, parts));
});
