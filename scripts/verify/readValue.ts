import type { MusterClient } from "../../sdk/client/musterClient.ts";

/** The native coin that a transaction brought, in wei. */
export async function readValue({ provider }: MusterClient, transactionHash: string): Promise<bigint> {
  return (await provider.getTransaction(transactionHash))?.value ?? 0n;
}
