import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";

/** Which node. */
export interface WeighNodeParameters extends WriteOptions {
  /** Its number. */
  readonly operator: number;
}

/** Looks at an operator's stake anew. Anyone may. */
export async function weighNode(
  client: MusterClient,
  { operator, overrides = {} }: WeighNodeParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => client.inference.weighNode(operator, overrides));
}
