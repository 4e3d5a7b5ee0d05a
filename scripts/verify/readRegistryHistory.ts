import { ZeroAddress } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";

/** Where an event stands in the chain. */
export interface Place {
  readonly blockNumber: number;
  readonly index: number;
}

/** Who the operators were, and who was paid in their name and in the treasury's, at any place. */
export interface RegistryHistory {
  /** Account of each operator. */
  readonly controllers: ReadonlyMap<number, string>;
  receiverAt(operator: number, place: Place): string;
  treasuryAt(place: Place): string;
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
    receiverAt(operator, place) {
      const changes = receivers.filter(({ args }) => Number(args.operator) === operator);
      const newest = changes.filter((change) => isBefore(change, place)).at(-1);
      return newest?.args.newReceiver ?? first.get(operator)?.rewardsReceiver ?? ZeroAddress;
    },
    treasuryAt(place) {
      const later = treasuries.find((change) => !isBefore(change, place));
      return later?.args.oldTreasury ?? treasury;
    },
  };
}

function isBefore(left: Place, right: Place): boolean {
  return left.blockNumber < right.blockNumber || (left.blockNumber === right.blockNumber && left.index < right.index);
}
