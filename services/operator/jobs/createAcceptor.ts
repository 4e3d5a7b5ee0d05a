import { DestinationKind, JobRuntime } from "../../../sdk/jobs/jobTerms.ts";
import { ContentRefusedError } from "../../runner/contentRefusedError.ts";
import { ContentUnavailableError } from "../../runner/contentUnavailableError.ts";
import type { ScriptShelf } from "./createScriptShelf.ts";
import type { JobEntry, JobTools } from "./jobEntry.ts";
import type { ProcessorRole } from "./processorRole.ts";
import { readJobParameters } from "./readJobParameters.ts";

/** Share of the time to acknowledge after which a script that nobody gives is given up. */
const FETCH_SHARE = 0.75;

/** Answers matches. */
export interface Acceptor {
  work(entry: JobEntry): void;
}

/** What an acceptor works with. */
export interface CreateAcceptorParameters
  extends JobTools, Pick<ProcessorRole, "encryptionSecret" | "device" | "elsewhere"> {
  readonly scripts: ScriptShelf;
  /** Seconds in which processors acknowledge. */
  readonly ackWindow: () => number;
}

/** Why a job is not run; `undefined` when it can be. */
type Refusal = string | undefined;

/** Acknowledges the jobs that the processor can run, and declines the others, which costs nothing. */
export function createAcceptor(parameters: CreateAcceptorParameters): Acceptor {
  const { client, encryptionSecret, device, elsewhere, scripts, ackWindow, self } = parameters;
  const { now, send, isSending, begin, waits, stopping, logger } = parameters;
  const { jobs, devices } = client;

  function work(entry: JobEntry): void {
    const { record, view } = entry;
    const { id } = record;
    const key = `answer ${id}`;
    if (view.isAcknowledged) return waits(id, "othersTurn", "Waiting for the other slots' processors");
    if (now() >= deadlineOf(entry, 1)) return waits(id, "tooLate", "The time to acknowledge is over");
    if (!isSending(key)) begin(key, id, () => answer(entry, key));
  }

  async function answer(entry: JobEntry, key: string): Promise<void> {
    const { record, view } = entry;
    const { id, terms } = record;
    const reason = refusalOf(entry) ?? (await deviceRefusal(entry)) ?? (await scriptRefusal(entry));
    if (reason === "wait") return;
    if (reason === undefined) {
      logger.info({ event: "acknowledging", job: id, slot: view.slot }, "Taking a job on");
      return send(key, id, await jobs.acknowledge.populateTransaction(id, terms, view.slot));
    }
    logger.warn({ event: "declining", job: id, slot: view.slot, reason }, "Declining a job");
    await send(key, id, await jobs.decline.populateTransaction(id, terms, view.slot));
  }

  function refusalOf({ record: { terms, details } }: JobEntry): Refusal {
    const { destination, runtime } = terms;
    if (runtime === JobRuntime.ZeroKnowledge) return "runtimeMissing: it makes no proofs";
    if (destination.kind === DestinationKind.OtherChain && !elsewhere?.serves(destination.chainId)) {
      return `destinationUnserved: it delivers nothing to chain ${destination.chainId}`;
    }
    const isWeb = destination.kind === DestinationKind.Web;
    if (isWeb && !/^https?:/.test(details.endpoint)) return "endpointMalformed: it is neither http: nor https:";
    const asksForSecrets = readJobParameters(details.parameters).secrets.length > 0;
    return asksForSecrets && encryptionSecret === undefined
      ? "secretsUnsupported: it has no encryption key"
      : undefined;
  }

  /** The market has seen a live certificate; whether it is of the device at hand, only the processor knows. */
  async function deviceRefusal({ record: { terms } }: JobEntry): Promise<Refusal> {
    if (terms.runtime !== JobRuntime.SecureHardware) return undefined;
    if (device === undefined) return "deviceMissing: it has no device";
    const { x, y } = await devices.certificateOf(self());
    return x === device.x && y === device.y ? undefined : "deviceDiffers: the certificate is of another device";
  }

  async function scriptRefusal(entry: JobEntry): Promise<Refusal> {
    const { record } = entry;
    try {
      await scripts.get(record, stopping);
      return undefined;
    } catch (error) {
      if (error instanceof ContentRefusedError) return `scriptRefused: ${error.message}`;
      if (!(error instanceof ContentUnavailableError)) throw error;
      if (now() >= deadlineOf(entry, FETCH_SHARE)) return `scriptUnavailable: ${error.message}`;
      waits(record.id, `scriptUnavailable: ${error.message}`, "Could not fetch a script yet; will try again");
      return "wait";
    }
  }

  function deadlineOf({ view }: JobEntry, share: number): number {
    return (Number(view.matchedAt) + ackWindow() * share) * 1_000;
  }

  return { work };
}
