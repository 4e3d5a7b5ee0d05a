import { type Log, ZeroAddress } from "ethers";

import type { MusterClient } from "../../../sdk/client/musterClient.ts";

/** Who the operators were, and who was paid in their name and in the treasury's, at any log. */
export interface RegistryHistory {
  /** Account of each operator. */
  readonly controllers: ReadonlyMap<number, string>;
  receiverAt(operator: number, log: Log): string;
  treasuryAt(log: Log): string;
}

interface Place {
  readonly blockNumber: number;
  readonly index: number;
}

/** Reads the registry's events. */
export async function readRegistryHistory({ registry, deployment }: MusterClient): Promise<RegistryHistory> {
  const from = deployment.fromBlock;
  const [registered, receivers, treasuries, treasury] = await Promise.all([
    registry.queryFilter(registry.filters.OperatorRegistered(), from),
    registry.queryFilter(registry.filters.RewardsReceiverSet(), from),
    registry.queryFilter(registry.filters.TreasurySet(), from),
    registry.treasury(),
  ]);
  const first = new Map(registered.map(({ args }) => [Number(args.operator), args]));
  return {
    controllers: new Map([...first].map(([operator, { controller }]) => [operator, controller])),
    receiverAt(operator, log) {
      const changes = receivers.filter(({ args }) => Number(args.operator) === operator);
      const newest = changes.filter((change) => isBefore(change, log)).at(-1);
      return newest?.args.newReceiver ?? first.get(operator)?.rewardsReceiver ?? ZeroAddress;
    },
    treasuryAt(log) {
      const later = treasuries.find((change) => !isBefore(change, log));
      return later?.args.oldTreasury ?? treasury;
    },
  };
}

function isBefore(left: Place, right: Place): boolean {
  return left.blockNumber < right.blockNumber || (left.blockNumber === right.blockNumber && left.index < right.index);
}
