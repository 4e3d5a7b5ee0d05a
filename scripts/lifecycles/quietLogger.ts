import type { Logger } from "../../services/logger.ts";

/** Lets services in a story speak of troubles only. */
export const quietLogger: Logger = {
  info: () => undefined,
  warn: (fields, message) => console.warn(`  ! ${message} ${JSON.stringify(fields)}`),
  error: (fields, message) => console.error(`  ! ${message} ${JSON.stringify(fields)}`),
};
