import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { ownOperator } from "../../sdk/registry/ownOperator.ts";
import { parseInteger } from "./parseInteger.ts";

/** The operator that was named, or the account's own. */
export async function ownOperatorOr(client: MusterClient, given: string | undefined): Promise<number> {
  return parseInteger("operator", given) ?? (await ownOperator(client));
}
