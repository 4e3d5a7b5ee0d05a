import { setCertifier } from "../../sdk/devices/setCertifier.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly certifier: string;
  readonly dismiss: boolean;
}

export default suiteAction<Arguments>(async ({ client, report }, { certifier, dismiss }) => {
  const receipt = await setCertifier(client, { certifier, mayCertify: !dismiss });
  report(dismiss ? `${certifier} may not certify any more` : `${certifier} may certify`, receipt);
});
