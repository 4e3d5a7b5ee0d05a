import type { TaskInfo } from "../../../sdk/attestation/taskInfo.ts";
import { BaseError } from "../../../sdk/errors/baseError.ts";
import { callValidationService, type Verdict } from "../../avs-kit/callValidationService.ts";
import { decodeDataReference } from "../../avs-kit/dataReference.ts";
import { fetchBlob } from "../../store/fetchBlob.ts";

/** Whom to ask, and where large data is. */
export interface ValidatorSettings {
  /** Base address of the Validation Service. */
  readonly validationUrl: string;
  /** Milliseconds for its answer. */
  readonly validationTimeoutMs: number;
  /** Relays that have the data of references. */
  readonly blobSources: readonly string[];
  readonly maxBlobBytes: number;
  /** Milliseconds for a whole blob. */
  readonly blobTimeoutMs: number;
  /** Questions under way at once. */
  readonly maxConcurrent: number;
}

export const validatorDefaults: Omit<ValidatorSettings, "validationUrl"> = {
  validationTimeoutMs: 10_000,
  blobSources: [],
  maxBlobBytes: 16 * 1024 * 1024,
  blobTimeoutMs: 15_000,
  maxConcurrent: 8,
};

/** Judges the work of a performer. It does not throw. */
export type Validator = (task: TaskInfo, signal: AbortSignal) => Promise<Verdict>;

/**
 * Creates what judges tasks: data by reference must be there and be what the reference says, then the Validation Service
 * decides. Whatever goes wrong on the way is an abstention.
 */
export function createValidator(settings: ValidatorSettings): Validator {
  const { validationUrl: url, validationTimeoutMs: timeoutMs, blobSources: sources, maxConcurrent } = settings;
  const waiting: (() => void)[] = [];
  let running = 0;

  async function judge(task: TaskInfo, signal: AbortSignal): Promise<Verdict> {
    if (running >= maxConcurrent) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    try {
      if (signal.aborted) return { abstain: "the node is stopping" };
      return (await missingBlob(task, signal)) ?? (await ask(task, signal));
    } finally {
      running--;
      waiting.shift()?.();
    }
  }

  async function missingBlob({ data }: TaskInfo, signal: AbortSignal): Promise<Verdict | undefined> {
    const uri = decodeDataReference(data);
    if (uri === undefined) return undefined;
    const { maxBlobBytes: maxBytes, blobTimeoutMs } = settings;
    try {
      await fetchBlob({ uri, sources, maxBytes, timeoutMs: blobTimeoutMs, signal });
      return undefined;
    } catch (error) {
      const code = error instanceof BaseError ? error.code : "BLOB_FAILED";
      return { abstain: `${code}: ${error instanceof Error ? error.message : String(error)}` };
    }
  }

  async function ask({ taskPerformer, ...info }: TaskInfo, signal: AbortSignal): Promise<Verdict> {
    return callValidationService({ url, timeoutMs, signal, task: { ...info, performer: taskPerformer } });
  }

  return judge;
}
