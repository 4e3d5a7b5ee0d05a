import type { Logger } from "./logger.ts";

/** Says why something waits, once for each reason. */
export interface ReasonLog {
  /** Logs a reason, unless it is the subject's newest. */
  waits(subject: string, reason: string, fields: Record<string, unknown>, message: string): void;
  forget(subject: string): void;
  /** The newest reasons by subject. */
  reasons(): Readonly<Record<string, string>>;
}

export function createReasonLog(logger: Logger): ReasonLog {
  const newest = new Map<string, string>();

  function waits(subject: string, reason: string, fields: Record<string, unknown>, message: string): void {
    if (newest.get(subject) === reason) return;
    newest.set(subject, reason);
    logger.info({ event: "waiting", reason, ...fields }, message);
  }

  return {
    waits,
    forget: (subject) => void newest.delete(subject),
    reasons: () => Object.fromEntries(newest),
  };
}
