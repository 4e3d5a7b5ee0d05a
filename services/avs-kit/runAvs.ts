import { once } from "node:events";

import type { Logger } from "../logger.ts";
import { type EnvironmentReader, readEnvironment } from "../readEnvironment.ts";
import { runUntilSignal } from "../runUntilSignal.ts";
import { createRelayStore } from "../store/createRelayStore.ts";
import type { Avs } from "./avs.ts";
import { createExecutionService } from "./createExecutionService.ts";
import { createValidationService } from "./createValidationService.ts";

const EXECUTION_PORT = 4003;
const VALIDATION_PORT = 4002;
const BLOB_BYTES = 16 * 1024 * 1024;
const BLOB_TIMEOUT_MS = 15_000;

/** Makes an AVS of its own settings; `undefined` when the signal aborted first. */
export type BuildAvs = (
  settings: EnvironmentReader,
  parts: { readonly logger: Logger; readonly signal: AbortSignal },
) => Avs | Promise<Avs | undefined>;

/**
 * Runs both services of an AVS as one process: JSON lines on standard output, an end on SIGTERM or SIGINT.
 *
 * | Setting                 | What it says                                       | Default   |
 * | ----------------------- | -------------------------------------------------- | --------- |
 * | `AVS_HOST`              | Address to listen on                               | 127.0.0.1 |
 * | `AVS_EXECUTION_PORT`    | Port of the Execution Service                      | 4003      |
 * | `AVS_VALIDATION_PORT`   | Port of the Validation Service                     | 4002      |
 * | `AVS_RELAYS`            | Relays to fetch large data from, with commas       | none      |
 * | `AVS_UPLOAD_RELAY`      | Relay to put large data on                         | none      |
 * | `AVS_UPLOAD_TOKEN`      | The right to do so                                 |           |
 */
export async function runAvs(name: string, build: BuildAvs): Promise<void> {
  await runUntilSignal(name, async (logger, signal) => {
    const settings = readEnvironment(process.env);
    const avs = await build(settings, { logger, signal });
    if (avs === undefined) return;
    const { execute, validate } = avs;
    const options = { host: settings.optionalText("AVS_HOST"), store: storeOf(settings), logger };
    const services = {
      execution: createExecutionService({
        ...options,
        execute,
        port: settings.number("AVS_EXECUTION_PORT", EXECUTION_PORT),
      }),
      validation: createValidationService({
        ...options,
        validate,
        port: settings.number("AVS_VALIDATION_PORT", VALIDATION_PORT),
      }),
    };
    try {
      for (const [service, { start }] of Object.entries(services)) {
        logger.info({ event: "listening", service, url: await start() }, "Waiting for tasks");
      }
      if (!signal.aborted) await once(signal, "abort");
    } finally {
      await Promise.all(Object.values(services).map((service) => service.stop()));
    }
  });
}

function storeOf(settings: EnvironmentReader) {
  const relay = settings.optionalText("AVS_UPLOAD_RELAY");
  const sources = settings.list("AVS_RELAYS", relay === undefined ? [] : [relay]);
  if (sources.length === 0) return undefined;
  const upload =
    relay === undefined
      ? undefined
      : { relay, auth: { token: settings.text("AVS_UPLOAD_TOKEN", "the token of that relay") } };
  return createRelayStore({ sources, maxBytes: BLOB_BYTES, timeoutMs: BLOB_TIMEOUT_MS, upload });
}
