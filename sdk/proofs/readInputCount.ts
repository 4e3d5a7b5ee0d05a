import type { MusterClient } from "../client/musterClient.ts";
import { decodeError } from "../errors/decodeError.ts";

/** Which key. */
export interface ReadInputCountParameters {
  readonly keyId: string;
}

/** How many public inputs a circuit has, whose key is on the chain; `undefined` when nobody registered it. */
export async function readInputCount(
  client: MusterClient,
  { keyId }: ReadInputCountParameters,
): Promise<number | undefined> {
  try {
    return Number(await client.proofs.inputCountOf(keyId));
  } catch (error) {
    if (decodeError(error)?.name === "Groth16KeyUnknown") return undefined;
    throw error;
  }
}
