import type { ContractTransactionReceipt } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { sendWrite } from "../client/sendWrite.ts";
import { signerOf } from "../client/signerOf.ts";
import type { WriteOptions } from "../client/writeOptions.ts";
import { eventOf } from "../client/eventOf.ts";
import type { OperatorKey } from "./operatorKey.ts";

/** What an operator brings. */
export interface RegisterOperatorParameters extends WriteOptions {
  /** Whose Escrow credit grows with the rewards; the account itself by default. */
  readonly rewardsReceiver?: string;
  /** Where it describes itself. */
  readonly metadataURI?: string;
  readonly keys?: readonly OperatorKey[];
}

/** The new operator. */
export interface RegisterOperatorReturnType {
  readonly operator: number;
  readonly receipt: ContractTransactionReceipt;
}

/**
 * Registers the account as an operator.
 *
 * @throws {MusterError} `IDENTITY_ALREADY_REGISTERED`, `KEY_KIND_REFUSED`.
 */
export async function registerOperator(
  client: MusterClient,
  { rewardsReceiver, metadataURI = "", keys = [], overrides = {} }: RegisterOperatorParameters = {},
): Promise<RegisterOperatorReturnType> {
  const receiver = rewardsReceiver ?? (await signerOf(client).getAddress());
  const receipt = await sendWrite(async () => client.registry.register([...keys], receiver, metadataURI, overrides));
  const { operator } = eventOf<{ operator: number }>(receipt, client.registry.interface, "OperatorRegistered");
  return { operator, receipt };
}
