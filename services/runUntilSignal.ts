import { pino, type Logger } from "pino";

import { BaseError } from "../sdk/errors/baseError.ts";

/**
 * Runs something as a process: JSON lines on standard output, an abort on SIGTERM or SIGINT, exit code 1 when it throws.
 */
export async function runUntilSignal(
  name: string,
  run: (logger: Logger, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const logger = pino({ name });
  const stopping = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => stopping.abort());

  try {
    await run(logger, stopping.signal);
    logger.info({ event: "stopped" }, "Stopped");
  } catch (error) {
    const fields = error instanceof BaseError ? { code: error.code } : { err: error };
    logger.error({ event: "failed", ...fields }, error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
