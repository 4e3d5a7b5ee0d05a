import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { eventOf } from "../../sdk/client/eventOf.ts";
import { executeCallback } from "../../sdk/dispatch/executeCallback.ts";
import { readTaskEvents } from "../../sdk/dispatch/readTaskEvents.ts";
import { describeFailure } from "../helpers/describeFailure.ts";
import { settlementOf } from "../helpers/settlementOf.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly id: string;
}

export default suiteAction<Arguments>(async ({ client, report, print }, { id }) => {
  const receipt = await executeCallback(client, { id });
  const events = await readTaskEvents(client, { id });
  const failure = events.find((event) => event.name === "CallbackFailed" && event.transactionHash === receipt.hash);
  const { paid } = eventOf<{ paid: bigint }>(receipt, client.dispatcher.interface, failure?.name ?? "CallbackExecuted");
  report(`The callback ${failure ? "failed" : "came back"}; its execution is paid ${formatAmount(paid)}`, receipt);
  if (failure?.name === "CallbackFailed")
    print(describeFailure({ data: failure.reason }) ?? `It said ${failure.reason}`);
  print(settlementOf(client, receipt));
});
