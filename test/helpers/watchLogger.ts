import { EventEmitter, once } from "node:events";

import type { Logger } from "../../services/logger.ts";
import { type LogRecord, recordLogger } from "./recordLogger.ts";

/** A logger that keeps its lines, and on which lines can be awaited. */
export function watchLogger() {
  const { logger: inner, records, of } = recordLogger();
  const lines = new EventEmitter();
  lines.setMaxListeners(0);
  const writer = (level: LogRecord["level"]) => (fields: Record<string, unknown>, message: string) => {
    inner[level](fields, message);
    lines.emit("line");
  };
  const logger: Logger = { info: writer("info"), warn: writer("warn"), error: writer("error") };

  /**
   * Resolves with the first line of an event whose fields are these, past or to come.
   *
   * @param deadlineMs Milliseconds after which it rejects.
   */
  async function logged(event: string, fields: Record<string, unknown> = {}, deadlineMs = 15_000): Promise<LogRecord> {
    const signal = AbortSignal.timeout(deadlineMs);
    const isMeant = (record: LogRecord) => Object.entries(fields).every(([name, value]) => record[name] === value);
    for (;;) {
      const found = of(event).find(isMeant);
      if (found !== undefined) return found;
      await once(lines, "line", { signal }).catch(() => {
        const seen = records.map((record) => `${String(record.event)} ${String(record.fault ?? "")}`).join(", ");
        throw new Error(`Nothing logged as ${event} ${JSON.stringify(fields)}; there was: ${seen}`);
      });
    }
  }

  return { logger, records, of, logged };
}
