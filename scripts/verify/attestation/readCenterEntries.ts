import { decodeAttestationEvent } from "../../../sdk/attestation/decodeAttestationEvent.ts";
import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import type { CenterEntry } from "./centerEntry.ts";

/** All events of tasks and definitions, in the order of the chain. */
export async function readCenterEntries({ deployment, provider }: MusterClient): Promise<CenterEntry[]> {
  const { addresses, fromBlock } = deployment;
  const logs = await provider.getLogs({ address: addresses.center, fromBlock, toBlock: "latest" });
  return logs
    .toSorted((a, b) => a.blockNumber - b.blockNumber || a.index - b.index)
    .flatMap((log) => {
      const event = decodeAttestationEvent(log);
      return event ? [{ event, log }] : [];
    });
}
