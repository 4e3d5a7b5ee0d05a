import type { Logger } from "../../services/logger.ts";

/** One line a service has logged. */
export interface LogRecord extends Record<string, unknown> {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
}

/** A logger that keeps its lines, and reads them back by event. */
export function recordLogger() {
  const records: LogRecord[] = [];
  const writer = (level: LogRecord["level"]) => (fields: Record<string, unknown>, message: string) => {
    records.push({ ...fields, level, message });
  };
  const logger: Logger = { info: writer("info"), warn: writer("warn"), error: writer("error") };

  return {
    logger,
    records,
    of: (event: string) => records.filter((record) => record.event === event),
  };
}
