import type { ContractTransactionReceipt } from "ethers";

import type { DestinationGateway } from "../../typechain-types/index.ts";
import { eventOf } from "../client/eventOf.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { Assignment } from "../jobs/assignmentLeaf.ts";

/** An execution to deliver; see `proveAssignment`. */
export interface DeliverParameters extends WriteOptions {
  readonly assignment: Assignment;
  readonly proof: readonly string[];
  /** From 0. */
  readonly execution: bigint;
  /** Hex: what the consumer is given. */
  readonly output: string;
}

/** What became of it. */
export interface DeliveryReturnType {
  /** Whether the consumer took it; if not, anyone may try again. */
  readonly isFulfilled: boolean;
  /** Hex, 32 bytes: of what the consumer was given. */
  readonly outputHash: string;
  /** Hex: the first bytes of what the consumer returned, or reverted with. */
  readonly returned: string;
  readonly receipt: ContractTransactionReceipt;
}

/** What a delivery's transaction tells. */
export function deliveryOf(gateway: DestinationGateway, receipt: ContractTransactionReceipt): DeliveryReturnType {
  type Fields = Omit<DeliveryReturnType, "receipt">;
  const { isFulfilled, outputHash, returned } = eventOf<Fields>(receipt, gateway.interface, "ExecutionDelivered");
  return { isFulfilled, outputHash, returned, receipt };
}
