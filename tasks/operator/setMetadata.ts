import { setMetadata } from "../../sdk/registry/setMetadata.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly uri: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { uri }) => {
  const receipt = await setMetadata(client, { metadataURI: uri });
  report(`The operator describes itself at ${uri}`, receipt);
});
