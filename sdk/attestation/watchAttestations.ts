import type { MusterClient } from "../client/musterClient.ts";
import { watchLogs, type WatchParameters } from "../client/watchLogs.ts";
import type { AttestationEvent } from "./attestationEvent.ts";
import { decodeAttestationEvent } from "./decodeAttestationEvent.ts";

/** From where, and what for. */
export type WatchAttestationsParameters = WatchParameters<AttestationEvent>;

/**
 * Follows the events of all attested tasks, and of their definitions, until the signal.
 *
 * Blocks that are not confirmed yet are read anew each time. An event is delivered once for each block it was found in:
 * after a reorganisation once more, under its new block hash.
 *
 * @throws whatever `onEvent` throws.
 */
export async function watchAttestations(client: MusterClient, parameters: WatchAttestationsParameters): Promise<void> {
  const address = client.deployment.addresses.center;
  await watchLogs(client, { ...parameters, address, decode: decodeAttestationEvent });
}
