import type { ContractTransactionReceipt } from "ethers";

import { formatAmount } from "../../scripts/print/formatAmount.ts";
import type { MusterClient } from "../../sdk/client/musterClient.ts";

/** Who got what in a transaction of the Dispatcher, as rows. */
export function settlementOf(
  { dispatcher, deployment }: MusterClient,
  { logs }: ContractTransactionReceipt,
): (readonly [string, string])[] {
  return logs
    .filter(({ address }) => address === deployment.addresses.dispatcher)
    .map((log) => dispatcher.interface.parseLog(log))
    .flatMap((event): (readonly [string, string])[] => {
      if (event?.name === "RunnerPaid")
        return [["  paid", `${formatAmount(event.args.amount)} to ${event.args.receiver}`]];
      if (event?.name !== "ActorRefunded") return [];
      return [["  refunded", `${formatAmount(event.args.amount, event.args.currency)} to ${event.args.actor}`]];
    });
}
