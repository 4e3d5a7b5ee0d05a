import { closeChallenge } from "../../sdk/attestation/closeChallenge.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
}

export default suiteAction<Arguments>(async ({ client, report }, { id }) => {
  report(`Task ${id} is upheld`, await closeChallenge(client, { id }));
});
