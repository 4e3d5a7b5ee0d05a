import type { ContractTransactionReceipt, ContractTransactionResponse } from "ethers";

import { BaseError } from "../errors/baseError.ts";
import { MusterError } from "../errors/musterError.ts";

/**
 * Sends a transaction and waits until it is in a block.
 *
 * @throws {MusterError} when it cannot be sent, or reverts.
 */
export async function sendWrite(send: () => Promise<ContractTransactionResponse>): Promise<ContractTransactionReceipt> {
  try {
    const receipt = await (await send()).wait();
    if (receipt) return receipt;
  } catch (error) {
    throw error instanceof BaseError ? error : new MusterError(error);
  }
  throw new BaseError("WRITE_NOT_INCLUDED", "The client returned before the transaction was in a block.");
}
