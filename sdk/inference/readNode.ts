import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { type NodeStatusName, nodeStatuses } from "./nodeStatuses.ts";

/** Which node. */
export interface ReadNodeParameters {
  readonly operator: number;
}

/** A node as the chain knows it. */
export interface ReadNodeReturnType {
  readonly operator: number;
  readonly status: NodeStatusName;
  /** Class of graphics card. */
  readonly gpu: number;
  /** Major, minor and patch. */
  readonly version: readonly [number, number, number];
  /** Its weight in draws, 1 to 255. */
  readonly weight: number;
  /** Quality of service, in basis points. */
  readonly qos: number;
  /** Highest fee it is trusted with, in the staking currency's smallest unit. */
  readonly feeLimit: bigint;
  /** Deadlines missed in a row. */
  readonly misses: number;
  /** Whether it waits to enter its list until older rounds are drawn. */
  readonly isWaiting: boolean;
}

/** Reads a node; its status is None when the operator never joined. */
export async function readNode(
  { inference }: MusterClient,
  { operator }: ReadNodeParameters,
): Promise<ReadNodeReturnType> {
  const node = await readCall(async () => inference.nodeOf(operator));
  const packed = Number(node.version);
  return {
    operator,
    status: nodeStatuses[Number(node.status)] ?? "None",
    gpu: Number(node.gpu),
    version: [packed >> 16, (packed >> 8) & 0xff, packed & 0xff],
    weight: Number(node.weight),
    qos: Number(node.qos),
    feeLimit: node.feeLimit,
    misses: Number(node.misses),
    isWaiting: node.isWaiting,
  };
}
