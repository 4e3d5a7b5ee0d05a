import { revokeCertificate } from "../../sdk/devices/revokeCertificate.ts";
import { parseWord } from "../helpers/parseWord.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly operator: string;
}

export default suiteAction<Arguments>(async ({ client, report }, given) => {
  const operator = parseWord("operator", given.operator);
  report(`Operator ${operator} has no device any more`, await revokeCertificate(client, { operator }));
});
