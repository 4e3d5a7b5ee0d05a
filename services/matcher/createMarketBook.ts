import type { Log, LogDescription } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { decodeJobTerms } from "../../sdk/jobs/decodeJobTerms.ts";
import type { JobRecord } from "../../sdk/jobs/jobRecord.ts";
import { JOB_STATUSES } from "../../sdk/jobs/jobStatus.ts";
import type { JobRegisteredEvent } from "../../typechain-types/contracts/lifecycles/jobs/JobMarket.ts";
import type { JournalLog, LogJournal } from "./createLogJournal.ts";
import type { MarketJob } from "./marketJob.ts";

/** Blocks read again with every new one, so that what a reorganisation moved is seen where it is now. */
const REORG_DEPTH_BLOCKS = 64;
/** Blocks asked of a node at a time; public nodes refuse long ranges. */
const LOG_RANGE_BLOCKS = 1_000;
/** Jobs whose state is asked for at a time. */
const READS_AT_ONCE = 16;
const ENDED = new Set(["Done", "Cancelled"]);

/** A job that was heard of, the logs that tell of it, and its newest state. */
interface Entry {
  readonly record: JobRecord;
  readonly logs: JournalLog[];
  readonly unwilling: Set<bigint>;
  state: MarketJob | undefined;
  /** Block in which it was found over. */
  endedAt: number | undefined;
}

/** What the market's events tell: its live jobs, and who advertises. */
export interface MarketBook {
  /** Reads on, to this block. A failed reading moves nothing. */
  read(head: number): Promise<void>;
  /** Jobs that are not over, in the order of their registration. */
  jobs(): readonly MarketJob[];
  jobOf(id: string): MarketJob | undefined;
  /** Who advertises: operators, and the consumers that each names. */
  advertisers(): ReadonlyMap<bigint, readonly string[]>;
  /** The next block that was never read. */
  next(): number;
}

/**
 * Keeps a book of the market's live jobs. Events say which jobs there are and when to look; what they are is asked of the
 * chain. The journal holds the logs of live jobs and advertisements, so that a restart reads on where it stopped.
 *
 * @param hear Told of each processor that an event of the market names.
 */
export function createMarketBook(
  { provider, deployment, jobs: market }: MusterClient,
  journal: LogJournal,
  hear: (processor: bigint) => void,
): MarketBook {
  const entries = new Map<string, Entry>();
  const advertisements = new Map<bigint, { readonly consumers: readonly string[]; readonly log: JournalLog }>();
  const stale = new Set<string>();
  let next = deployment.fromBlock;
  let savedTo = 0;
  restore();

  function restore(): void {
    const stored = journal.read();
    if (stored === undefined) return;
    for (const log of stored.logs) apply(log, stored.next);
    next = stored.next;
  }

  /* READING */

  async function read(head: number): Promise<void> {
    const found: Log[] = [];
    const from = Math.max(deployment.fromBlock, Math.min(next, head + 1) - REORG_DEPTH_BLOCKS);
    for (let fromBlock = from; fromBlock <= head; fromBlock += LOG_RANGE_BLOCKS) {
      const toBlock = Math.min(fromBlock + LOG_RANGE_BLOCKS - 1, head);
      found.push(...(await provider.getLogs({ address: deployment.addresses.jobs, fromBlock, toBlock })));
    }
    for (const log of found) apply(log, head);
    await refresh(head);
    next = head + 1;
    for (const [id, { endedAt }] of entries) if ((endedAt ?? head) < head - REORG_DEPTH_BLOCKS) entries.delete(id);
    if (found.length > 0 || head - savedTo > LOG_RANGE_BLOCKS) save(head);
  }

  function save(head: number): void {
    const live = [...entries.values()].filter(({ endedAt }) => endedAt === undefined);
    const logs = [...live.flatMap((entry) => entry.logs), ...[...advertisements.values()].map(({ log }) => log)];
    journal.write({ next, logs });
    savedTo = head;
  }

  function apply(log: Log | JournalLog, head: number): void {
    const event = market.interface.parseLog(log);
    if (event === null) return;
    const { processor, id } = event.args as unknown as { processor?: bigint; id?: string };
    if (processor !== undefined) applyToProcessor(event, processor, log);
    if (id !== undefined) applyToJob(event, id, log, head);
  }

  function applyToProcessor({ name, args }: LogDescription, processor: bigint, log: Log | JournalLog): void {
    hear(processor);
    if (name === "Advertised") advertisements.set(processor, { consumers: [...args.consumers], log: keep(log) });
    if (name === "AdvertisementWithdrawn") advertisements.delete(processor);
  }

  function applyToJob({ name, args }: LogDescription, id: string, log: Log | JournalLog, head: number): void {
    if (name === "JobRegistered") register(args as unknown as JobRegisteredEvent.OutputObject, log);
    const entry = entries.get(id);
    if (entry === undefined) return;
    stale.add(id);
    if (name === "SlotDeclined" || name === "SlotUnacknowledged") shun(entry, args.processor as bigint, log);
    const isOver = name === "JobMoved" && ENDED.has(JOB_STATUSES[Number(args.to)] ?? "");
    if (isOver && log.blockNumber < head - REORG_DEPTH_BLOCKS) forget(id);
  }

  function register({ id, terms, details }: JobRegisteredEvent.OutputObject, log: Log | JournalLog): void {
    if (entries.has(id)) return;
    const { scriptUri, parameters, endpoint, processors } = details;
    const told = { scriptUri, parameters, endpoint, processors: [...processors] };
    const record = { id, terms: decodeJobTerms(terms), details: told, block: log.blockNumber };
    entries.set(id, { record, logs: [keep(log)], unwilling: new Set(), state: undefined, endedAt: undefined });
  }

  function shun(entry: Entry, processor: bigint, log: Log | JournalLog): void {
    if (entry.unwilling.has(processor)) return;
    entry.unwilling.add(processor);
    entry.logs.push(keep(log));
  }

  function forget(id: string): void {
    entries.delete(id);
    stale.delete(id);
  }

  /* STATES */

  async function refresh(head: number): Promise<void> {
    const ids = [...stale];
    for (let first = 0; first < ids.length; first += READS_AT_ONCE) {
      await Promise.all(ids.slice(first, first + READS_AT_ONCE).map((id) => refreshJob(id, head)));
    }
  }

  async function refreshJob(id: string, head: number): Promise<void> {
    const entry = entries.get(id);
    if (entry === undefined) return void stale.delete(id);
    const stored = await market.jobOf(id);
    const status = JOB_STATUSES[Number(stored.status)] ?? "None";
    // A reorganisation took its registration back.
    if (status === "None") return forget(id);
    const count = status === "Matched" || status === "Assigned" ? Number(entry.record.terms.slots) : 0;
    const slots = await Promise.all(Array.from({ length: count }, (_, index) => market.slotOf(id, index)));
    const { matcher, matchedAt, acknowledged, isBlameless } = stored;
    entry.state = {
      ...entry.record,
      ...{ status, matcher, matchedAt, acknowledged, isBlameless, round: Number(stored.round) },
      slots: slots.map(({ processor, startDelay, fee, next: following, successes }) => ({
        ...{ processor, startDelay, fee, successes },
        next: following,
      })),
      unwilling: [...entry.unwilling],
    };
    entry.endedAt = ENDED.has(status) ? (entry.endedAt ?? head) : undefined;
    stale.delete(id);
  }

  function jobs(): MarketJob[] {
    return [...entries.values()]
      .filter(({ endedAt }) => endedAt === undefined)
      .map(({ state }) => state)
      .filter((state) => state !== undefined);
  }

  return {
    read,
    jobs,
    jobOf: (id) => entries.get(id)?.state,
    advertisers: () => new Map([...advertisements].map(([processor, { consumers }]) => [processor, consumers])),
    next: () => next,
  };
}

function keep({ address, topics, data, blockNumber }: Log | JournalLog): JournalLog {
  return { address, topics: [...topics], data, blockNumber };
}
