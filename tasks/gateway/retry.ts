import { retryExecution } from "../../sdk/gateway/retryExecution.ts";
import { proveAssignment } from "../../sdk/jobs/proveAssignment.ts";
import { gatewayAction } from "../helpers/gatewayAction.ts";
import { parseWord } from "../helpers/parseWord.ts";
import { type HomeArguments, withHome } from "../helpers/withHome.ts";

interface Arguments extends HomeArguments {
  readonly job: string;
  readonly execution: string;
  readonly output: string;
  readonly slot: string;
}

export default gatewayAction<Arguments>(async ({ client, deployment, report }, { job, output, ...given }) => {
  const slot = parseWord("slot", given.slot);
  const execution = parseWord("execution", given.execution);
  const proven = await withHome(given, deployment, async (muster) =>
    proveAssignment(muster, { gateway: client, job, slot }),
  );
  const { isFulfilled, receipt } = await retryExecution(client, { ...proven, execution, output });
  report(
    isFulfilled ? "Tried again, and the consumer took it" : "Tried again, and the consumer did not take it",
    receipt,
  );
});
