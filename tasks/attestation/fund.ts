import { fundTaskDefinition } from "../../sdk/attestation/fundTaskDefinition.ts";
import { parseAmount } from "../helpers/parseAmount.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly definition: number;
  readonly amount: string;
  readonly credit: boolean;
}

export default suiteAction<Arguments>(async ({ client, report }, { definition, amount, credit }) => {
  const payFrom = credit ? "credit" : "value";
  const parts = { taskDefinitionId: definition, amount: parseAmount(amount), payFrom } as const;
  report(`Definition ${definition} has ${amount} more`, await fundTaskDefinition(client, parts));
});
