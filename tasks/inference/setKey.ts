import { encryptionOperatorKey } from "../../sdk/registry/encryptionOperatorKey.ts";
import { setKey } from "../../sdk/registry/setKey.ts";
import { readSecrets } from "../helpers/readSecrets.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly keys: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, report }, { keys }) => {
  const key = encryptionOperatorKey(readSecrets(keys).encryptionSecret);
  report("The encryption key is set", await setKey(client, { key }));
});
