import type { JobEntry, JobTools } from "./jobEntry.ts";
import { explainFailure } from "../../explainFailure.ts";

/** Brings jobs to their end, and pay home. */
export interface Closer {
  /** Settles an assigned job that is over, or collects what it has earned so far. */
  work(entry: JobEntry): Promise<void>;
  /** Frees the processor of a match that others let go stale. */
  release(entry: JobEntry): Promise<void>;
}

/** Anybody may settle; the processors of a job take turns, so that one of them pays for it. */
export function createCloser(parameters: JobTools): Closer {
  const { client, terms: ways, now, send, isSending, waits } = parameters;
  const { jobs } = client;

  async function work(entry: JobEntry): Promise<void> {
    if (entry.view.status === "Done") return settle(entry);
    const { view } = entry;
    entry.collectedAt ??= now();
    const hasEarned = view.successes + view.failures > 0n && view.fee > 0n;
    if (!hasEarned || now() - entry.collectedAt < ways.collectEveryMs) return;
    const { id, terms } = entry.record;
    entry.collectedAt = now();
    await attempt(`collect ${id}`, id, () => jobs.collectPay.populateTransaction(id, terms, view.slot));
  }

  async function settle(entry: JobEntry): Promise<void> {
    const { record, view } = entry;
    const { id, terms } = record;
    entry.overSince ??= now();
    if (now() - entry.overSince < view.slot * ways.settlePatienceMs) return;
    await attempt(`settle ${id}`, id, () => jobs.settleJob.populateTransaction(id, terms));
  }

  async function release({ record, view }: JobEntry): Promise<void> {
    const { id, terms } = record;
    if (!view.isAcknowledged) return;
    await attempt(`release ${id}`, id, () => jobs.releaseUnacknowledged.populateTransaction(id, terms));
  }

  /** Others may have been faster: the contract says so when the gas is estimated, at no cost. */
  async function attempt(key: string, id: string, build: () => ReturnType<typeof jobs.settleJob.populateTransaction>) {
    if (isSending(key)) return;
    try {
      await send(key, id, await build());
    } catch (error) {
      waits(id, explainFailure(error).text, "Could not bring a job to its end; will look again");
    }
  }

  return { work, release };
}
