import type { ContractTransactionReceipt, Interface } from "ethers";

import { BaseError } from "../errors/baseError.ts";
import { plainFields } from "./plainValue.ts";

/**
 * The fields of the first event of a name in a receipt.
 *
 * @throws {BaseError} `EVENT_MISSING` when the receipt has none.
 */
export function eventOf<Fields>(receipt: ContractTransactionReceipt, abi: Interface, name: string): Fields {
  for (const log of receipt.logs) {
    const parsed = abi.parseLog(log);
    if (parsed?.name === name) return plainFields(parsed.fragment.inputs, parsed.args) as Fields;
  }
  throw new BaseError("EVENT_MISSING", `Transaction ${receipt.hash} emitted no ${name}.`);
}
