import type { ContractTransactionReceipt } from "ethers";

import { sendWrite } from "../client/sendWrite.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import type { GatewayClient } from "./gatewayClient.ts";

/** The page of the committee that was proposed. */
export interface SeedGatewayParameters extends WriteOptions {
  /** Hex. */
  readonly content: string;
}

/**
 * Puts the committee in that governance proposed, once it may be. Anyone may.
 *
 * @throws {MusterError} `GATEWAY_NOT_PROPOSED`, `GATEWAY_SEED_EARLY`, `GATEWAY_OUT_OF_TIME`.
 */
export async function seedGateway(
  { gateway }: GatewayClient,
  { content, overrides = {} }: SeedGatewayParameters,
): Promise<ContractTransactionReceipt> {
  return sendWrite(async () => gateway.seed(content, overrides));
}
