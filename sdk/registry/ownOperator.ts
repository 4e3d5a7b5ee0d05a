import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { signerOf } from "../client/signerOf.ts";
import { BaseError } from "../errors/baseError.ts";

/**
 * The operator of the client's account.
 *
 * @throws {BaseError} `OPERATOR_UNKNOWN` when it has not registered.
 */
export async function ownOperator(client: MusterClient): Promise<number> {
  const account = await signerOf(client).getAddress();
  const operator = await readCall(async () => client.registry.operatorOf(account));
  if (operator === 0n) throw new BaseError("OPERATOR_UNKNOWN", `${account} has not registered as an operator.`);
  return Number(operator);
}
