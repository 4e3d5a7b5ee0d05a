import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import type { AttestationTaskEvent } from "./attestationEvent.ts";
import { decodeAttestationEvent } from "./decodeAttestationEvent.ts";

/** Which task. */
export interface ReadAttestationEventsParameters {
  readonly id: string;
}

/** The events of a task, in the order of the chain; none when there is no such task. */
export async function readAttestationEvents(
  { deployment, provider }: MusterClient,
  { id }: ReadAttestationEventsParameters,
): Promise<AttestationTaskEvent[]> {
  const logs = await readCall(async () =>
    provider.getLogs({
      address: deployment.addresses.center,
      topics: [null, id],
      fromBlock: deployment.fromBlock,
      toBlock: "latest",
    }),
  );
  const events = logs.map((log) => decodeAttestationEvent(log)).filter((event) => event !== undefined);
  // A definition's number can never be mistaken for an id: ids are hashes.
  return events as AttestationTaskEvent[];
}
