import { challengeTask } from "../../sdk/attestation/challengeTask.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
  readonly credit: boolean;
}

export default suiteAction<Arguments>(async ({ client, report }, { id, credit }) => {
  report(`Task ${id} is challenged`, await challengeTask(client, { id, payFrom: credit ? "credit" : "value" }));
});
