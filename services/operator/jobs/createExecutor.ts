import { getBytes, hexlify, keccak256, toUtf8Bytes } from "ethers";

import { BaseError } from "../../../sdk/errors/baseError.ts";
import { idempotencyKeyOf } from "../../../sdk/jobs/idempotencyKeyOf.ts";
import { DestinationKind, JobRuntime } from "../../../sdk/jobs/jobTerms.ts";
import { openSecrets } from "../../../sdk/jobs/openSecrets.ts";
import { outputDigest } from "../../../sdk/jobs/outputDigest.ts";
import type { Secrets } from "../../../sdk/jobs/readSecrets.ts";
import { explainFailure } from "../../explainFailure.ts";
import type { ExecutionJournal, ExecutionOutcome, ExecutionRecord } from "./createExecutionJournal.ts";
import type { ScriptShelf } from "./createScriptShelf.ts";
import type { SecretsShelf } from "./createSecretsShelf.ts";
import { DeliveryFailedError } from "./destinations/deliveryFailedError.ts";
import { postOutput } from "./destinations/postOutput.ts";
import type { JobEntry, JobTools } from "./jobEntry.ts";
import type { ProcessorRole } from "./processorRole.ts";
import { readJobParameters } from "./readJobParameters.ts";
import { runScript } from "./sandbox/runScript.ts";
import { closesAt, firstOpenAfter, latestAt, opensAt } from "./slotSchedule.ts";

/** Bytes of memory that every script gets, also one whose job asks for none. */
const FREE_MEMORY_BYTES = 1_048_576;
/** Longest message of a failure that the market takes, in bytes. */
const MAX_MESSAGE_BYTES = 1_024;
/** Longest output that the market takes where it is not for a contract of this chain, in bytes. */
const MAX_REFERENCE_BYTES = 256;
/** Milliseconds that a timer can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** Refusals after which a success will never be accepted. */
const HOPELESS = new Set(["JobRuntimeRefused", "JobDeliveryRefused", "JobOutputTooLong"]);

/** Runs, delivers and reports. */
export interface Executor {
  /** Begins what is due in an assigned job. */
  work(entry: JobEntry): Promise<void>;
  /** Executions whose windows closed before the processor could make them. */
  late(): number;
}

/** What an executor works with. */
export interface CreateExecutorParameters
  extends JobTools, Pick<ProcessorRole, "encryptionSecret" | "device" | "elsewhere"> {
  readonly scripts: ScriptShelf;
  readonly secrets: SecretsShelf;
  readonly journal: ExecutionJournal;
}

/** Runs the executions of a processor's slots at their time. */
export function createExecutor(parameters: CreateExecutorParameters): Executor {
  const { client, signer, terms: ways, encryptionSecret, device, elsewhere } = parameters;
  const { scripts, secrets, journal, self, now, blockTime } = parameters;
  const { send, isSending, begin, isUnderWay, waits, stopping, callingOff, logger } = parameters;
  const { jobs, deployment } = client;
  const home = { homeChainId: deployment.chainId, market: deployment.addresses.jobs };
  const { allowsPrivateNetwork } = ways;
  let late = 0;

  async function work(entry: JobEntry): Promise<void> {
    const { book, view } = entry;
    book.records = book.records.filter(({ execution }) => execution >= view.next);
    noteLate(entry);
    run(entry);
    for (const record of book.records) deliver(entry, record);
    await report(entry);
  }

  /** What closed without a record was slept through; the next report, or the end of the job, counts it as missed. */
  function noteLate(entry: JobEntry): void {
    const { view, book, schedule } = entry;
    const from = Math.max(entry.passed, view.next);
    const until = firstOpenAfter(schedule, now() + marginOf(entry));
    entry.passed = Math.max(from, until);
    const begun = book.records.filter(({ execution }) => execution >= from && execution < until).length;
    const count = until - from - begun;
    if (count <= 0) return;
    late += count;
    const fields = { event: "late", job: book.job, slot: book.slot, from, until };
    logger.warn(fields, "Executions were over before this processor could run them");
  }

  function marginOf({ schedule }: JobEntry): number {
    return Math.min(ways.reportMarginMs, Math.floor((schedule.window - schedule.duration) / 4));
  }

  /* RUNNING */

  /** One after the other, since each sees the storage that the one before left. */
  function run(entry: JobEntry): void {
    const { book, schedule, record } = entry;
    const key = `run ${book.job}`;
    const last = book.records.at(-1)?.execution ?? -1;
    const execution = Math.max(entry.passed, last + 1);
    if (execution > latestAt(schedule, now()) || isUnderWay(key) || stopping.aborted) return;
    begin(key, record.id, () => execute(entry, execution));
  }

  async function execute(entry: JobEntry, execution: number): Promise<void> {
    const { book, record, schedule } = entry;
    const source = await scripts.get(record, stopping);
    const left = closesAt(schedule, execution) - marginOf(entry) - now();
    if (left <= 0 || stopping.aborted) return;
    put(entry, { execution });
    logger.info({ event: "executing", job: book.job, slot: book.slot, execution }, "Running a script");
    const ended = await attempt(entry, execution, source, Math.min(schedule.duration, left));
    if (ended === undefined) return;
    if (ended.storage !== undefined) book.storage = ended.storage;
    put(entry, { execution, outcome: ended.outcome });
    const { outcome } = ended;
    const fields = { event: "executed", job: book.job, slot: book.slot, execution, isSuccess: outcome.isSuccess };
    logger.info(outcome.isSuccess ? fields : { ...fields, reason: outcome.message }, "A script has ended");
  }

  /** Nothing when the processor is stopped. */
  async function attempt(entry: JobEntry, execution: number, source: string, durationMs: number) {
    const { book, record } = entry;
    const { needs } = record.terms;
    try {
      const { value, secrets: names } = readJobParameters(record.details.parameters);
      const { output, storage } = await runScript(
        {
          source,
          job: { id: book.job, slot: book.slot, execution, parameters: value },
          environment: environmentOf(record.id, names),
          storage: book.storage,
          limits: {
            ...ways.limits,
            durationMs,
            memoryBytes: Math.max(Number(needs.memoryBytes), FREE_MEMORY_BYTES),
            networkRequests: Number(needs.networkRequests),
            storageBytes: Number(needs.storageBytes),
          },
          allowsPrivateNetwork,
        },
        callingOff,
      );
      return { outcome: { isSuccess: true, output: hexlify(output) } as const, storage };
    } catch (error) {
      if (callingOff.aborted) return undefined;
      return { outcome: failureOf(error), storage: undefined };
    }
  }

  /** @throws {BaseError} `SECRETS_MISSING`. */
  function environmentOf(job: string, names: readonly string[]): Secrets {
    const kept = secrets.get(job);
    const found =
      kept === undefined || encryptionSecret === undefined
        ? {}
        : openSecrets({ ...home, job, processor: BigInt(self()), sealed: kept.sealed, secretKey: encryptionSecret });
    const missing = names.filter((name) => !(name in found));
    if (missing.length === 0) return found;
    throw new BaseError("SECRETS_MISSING", `The consumer has not brought these secrets: ${missing.join(", ")}`);
  }

  /* DELIVERING */

  function deliver(entry: JobEntry, record: ExecutionRecord): void {
    const { outcome, execution, delivery } = record;
    const { kind } = entry.record.terms.destination;
    const isElsewhere = kind === DestinationKind.Web || kind === DestinationKind.OtherChain;
    if (!outcome?.isSuccess || delivery !== undefined || !isElsewhere || stopping.aborted) return;
    begin(`deliver ${entry.record.id} ${execution}`, entry.record.id, () => bring(entry, record, outcome.output));
  }

  async function bring(entry: JobEntry, record: ExecutionRecord, output: string): Promise<void> {
    const { execution } = record;
    const left = closesAt(entry.schedule, execution) - marginOf(entry) - now();
    try {
      if (left <= 0) throw new DeliveryFailedError("stopped", 0, "there is no time left to report it");
      const delivery = await carry(entry, execution, getBytes(output), left);
      if (typeof delivery === "string") waits(entry.record.id, delivery, "A delivery waits");
      else put(entry, { ...record, delivery });
    } catch (error) {
      if (stopping.aborted) return;
      if (!(error instanceof DeliveryFailedError)) throw error;
      put(entry, { execution, outcome: failureOf(error) });
    }
  }

  /** The same again after a restart: who receives it knows it by its key. */
  async function carry(entry: JobEntry, execution: number, output: Uint8Array, left: number) {
    const { record, view } = entry;
    const { destination } = record.terms;
    if (destination.kind === DestinationKind.OtherChain) {
      if (elsewhere === undefined) throw new DeliveryFailedError("refused", 0, "this processor reaches no other chain");
      return elsewhere.advance({ record, slot: view.slot, execution, output });
    }
    const of = { job: record.id, slot: BigInt(view.slot), execution: BigInt(execution) };
    const timer = new AbortController();
    const timeout = setTimeout(() => timer.abort(), Math.min(left, MAX_TIMER_MS));
    try {
      const { acknowledgment } = await postOutput(
        signer,
        { ...of, output, endpoint: record.details.endpoint },
        {
          ...ways.delivery,
          home,
          key: destination.target,
          allowsPrivateNetwork,
          signal: AbortSignal.any([stopping, timer.signal]),
        },
      );
      return { reference: idempotencyKeyOf(of), proof: acknowledgment };
    } finally {
      clearTimeout(timeout);
    }
  }

  /* REPORTING */

  /** In their order: a report of a later execution would give up those before it. */
  async function report(entry: JobEntry): Promise<void> {
    const { book, schedule, view, record: job } = entry;
    const next = book.records.find(({ execution }) => closesAt(schedule, execution) > now());
    // The chain may be behind: it takes no report of what has not begun by its own clock.
    if (next === undefined || stopping.aborted || blockTime() < opensAt(schedule, next.execution)) return;
    const told = await toldOf(entry, next);
    const key = `report ${book.job} ${next.execution}`;
    if (told === undefined || isSending(key)) return;
    try {
      const { id, terms } = job;
      const base = { slot: view.slot, execution: next.execution };
      await send(key, id, await jobs.report.populateTransaction(id, terms, { ...base, ...told }));
    } catch (error) {
      const { revert, text } = explainFailure(error);
      if (revert !== undefined && next.outcome?.isSuccess && HOPELESS.has(revert.name)) {
        put(entry, { execution: next.execution, outcome: { isSuccess: false, message: `It was refused: ${text}` } });
      }
      waits(book.job, text, "Could not report an execution; will try again");
    }
  }

  /** What the market is told; nothing while the execution is not finished. */
  async function toldOf(entry: JobEntry, { execution, outcome, delivery }: ExecutionRecord) {
    if (outcome === undefined) return undefined;
    const { terms, id } = entry.record;
    const nothing = { outputHash: keccak256("0x"), runtimeProof: "0x", deliveryProof: "0x" };
    if (!outcome.isSuccess) {
      const output = hexlify(toUtf8Bytes(outcome.message).subarray(0, MAX_MESSAGE_BYTES));
      return { ...nothing, isSuccess: false, output };
    }
    const outputHash = keccak256(outcome.output);
    const reference = referenceOf(terms.destination.kind, outcome, delivery);
    if (reference === undefined) return undefined;
    const of = { job: id, slot: BigInt(entry.view.slot), execution: BigInt(execution), outputHash };
    const isSecure = terms.runtime === JobRuntime.SecureHardware && device !== undefined;
    const runtimeProof = isSecure ? await device.sign(outputDigest(of, home)) : "0x";
    return { isSuccess: true, outputHash, output: reference, runtimeProof, deliveryProof: delivery?.proof ?? "0x" };
  }

  /** Saves before anything depends on it. */
  function put({ book }: JobEntry, record: ExecutionRecord): void {
    const others = book.records.filter(({ execution }) => execution !== record.execution);
    const records = [...others, record].sort((a, b) => a.execution - b.execution);
    journal.save({ ...book, records });
    book.records = records;
  }

  return { work, late: () => late };
}

/** What is reported as a success's output; nothing while it is not delivered. */
function referenceOf(
  kind: number,
  { output }: Extract<ExecutionOutcome, { isSuccess: true }>,
  delivery: ExecutionRecord["delivery"],
): string | undefined {
  if (kind === DestinationKind.SameChain) return output;
  if (kind === DestinationKind.None) return (output.length - 2) / 2 <= MAX_REFERENCE_BYTES ? output : "0x";
  return delivery?.reference;
}

function failureOf(error: unknown): ExecutionOutcome {
  return { isSuccess: false, message: error instanceof Error ? error.message : String(error) };
}
