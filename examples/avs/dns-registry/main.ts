import { runAvs } from "../../../services/avs-kit/runAvs.ts";
import { createDnsRegistry } from "./createDnsRegistry.ts";
import { readChangeFile } from "./readChangeFile.ts";

await runAvs("dns-registry", (settings) => {
  const suffix = settings.text("SUFFIX", "the name below which domains are let");
  const accepted = settings.text("ACCEPTED_FILE", "a file of accepted changes, a JSON a line");
  const queue = settings.optionalText("QUEUE_FILE");
  return createDnsRegistry({
    suffix,
    readAccepted: () => readChangeFile(accepted),
    readQueue: queue === undefined ? undefined : () => readChangeFile(queue),
  });
});
