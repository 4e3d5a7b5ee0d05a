import { requestSeed } from "../../sdk/attestation/requestSeed.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly definition: number;
}

export default suiteAction<Arguments>(async ({ client, report }, { definition }) => {
  const receipt = await requestSeed(client, { taskDefinitionId: definition });
  report(`Definition ${definition} waits for a seed: close its round with beacon:request`, receipt);
});
