import { registerApplication } from "../../sdk/inference/registerApplication.ts";
import { readSecrets } from "../helpers/readSecrets.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly keys: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, account, report }, { keys }) => {
  const receipt = await registerApplication(client, { secrets: readSecrets(keys) });
  report(`${account} is registered as an application`, receipt);
});
