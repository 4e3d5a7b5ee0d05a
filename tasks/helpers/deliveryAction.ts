import type { DeliverParameters, DeliveryReturnType } from "../../sdk/gateway/delivery.ts";
import type { GatewayClient } from "../../sdk/gateway/gatewayClient.ts";
import { proveAssignment } from "../../sdk/jobs/proveAssignment.ts";
import { gatewayAction } from "./gatewayAction.ts";
import { parseWord } from "./parseWord.ts";
import { type HomeArguments, withHome } from "./withHome.ts";

interface Arguments extends HomeArguments {
  readonly job: string;
  readonly execution: string;
  readonly output: string;
  readonly slot: string;
}

/** The body of a task that brings an execution to its consumer, with the assignment proven from home. */
export function deliveryAction(
  deliver: (client: GatewayClient, delivery: DeliverParameters) => Promise<DeliveryReturnType>,
  done: string,
) {
  return gatewayAction<Arguments>(async ({ client, deployment, report }, { job, output, ...given }) => {
    const slot = parseWord("slot", given.slot);
    const execution = parseWord("execution", given.execution);
    const proven = await withHome(given, deployment, async (muster) =>
      proveAssignment(muster, { gateway: client, job, slot }),
    );
    const { isFulfilled, receipt } = await deliver(client, { ...proven, execution, output });
    report(`${done}, and the consumer ${isFulfilled ? "took" : "did not take"} it`, receipt);
  });
}
