import { id as hashText, isHexString } from "ethers";

import { JobAccess, NO_DESTINATION, NO_NEEDS } from "../../sdk/jobs/jobTerms.ts";
import type { RegisterJobParameters } from "../../sdk/jobs/registerJob.ts";
import { scheduleFor } from "../../sdk/jobs/scheduleFor.ts";
import { InputError } from "./inputError.ts";
import { parseAmount } from "./parseAmount.ts";
import { readJson } from "./readJson.ts";

/** A job as it is written down. Times in milliseconds; amounts as `parseAmount` reads them. */
interface JobFile {
  readonly script: string;
  readonly scriptUri?: string;
  readonly parameters?: string;
  readonly endpoint?: string;
  readonly template?: number;
  readonly access?: keyof typeof JobAccess;
  readonly processors?: readonly number[];
  /** From now on; left out: on demand. */
  readonly startIn?: number;
  readonly interval?: number;
  readonly duration: number;
  readonly executions?: number;
  readonly maxStartDelay?: number;
  /** On demand: how long it may wait to be matched. */
  readonly patience?: number;
  readonly slots?: number;
  readonly reward: string;
  readonly failureFee?: string;
  readonly isMajority?: boolean;
  readonly needs?: Readonly<Record<string, number>>;
  readonly destination?: Readonly<Record<string, number | string>>;
}

const HOUR = 3_600_000;

const DEFAULTS = {
  scriptUri: "",
  parameters: "0x",
  endpoint: "",
  template: 0,
  access: "Public",
  processors: [],
  slots: 1,
  failureFee: "0",
  isMajority: false,
} as const;

/**
 * Reads a job from a JSON file.
 *
 * @param path The file.
 * @param now The chain's time, in milliseconds.
 * @throws {InputError} when it holds no job.
 */
export function readJobFile(path: string, now: bigint): Pick<RegisterJobParameters, "terms" | "details"> {
  const file = { ...DEFAULTS, ...(readJson(path) as JobFile) };
  const { script, reward, duration, scriptUri, parameters, endpoint } = file;
  if (typeof script !== "string" || typeof reward !== "string" || typeof duration !== "number") {
    throw new InputError(`${path} needs a script, a duration in milliseconds and a reward.`);
  }
  return {
    terms: {
      script: isHexString(script, 32) ? script : hashText(script),
      template: BigInt(file.template),
      access: JobAccess[file.access],
      processors: file.processors.map(BigInt),
      schedule: scheduleOf(file, now),
      slots: BigInt(file.slots),
      reward: parseAmount(reward),
      failureFee: parseAmount(file.failureFee),
      isMajority: file.isMajority,
      needs: { ...NO_NEEDS, ...bigintsOf(file.needs) },
      destination: { ...NO_DESTINATION, ...destinationOf(file.destination) },
    },
    details: { scriptUri, parameters, endpoint },
  };
}

function scheduleOf(file: JobFile, now: bigint) {
  const duration = BigInt(file.duration);
  const maxStartDelay = BigInt(file.maxStartDelay ?? 0);
  if (file.startIn === undefined) {
    return { startTime: 0n, endTime: now + BigInt(file.patience ?? HOUR), interval: 0n, duration, maxStartDelay };
  }
  const startTime = now + BigInt(file.startIn);
  const interval = BigInt(file.interval ?? file.duration + 1);
  return scheduleFor({ startTime, interval, duration, executions: BigInt(file.executions ?? 1), maxStartDelay });
}

function bigintsOf(values: Readonly<Record<string, number>> = {}): Record<string, bigint> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, BigInt(value)]));
}

/** Amounts of the destination are in the smallest unit. */
function destinationOf({ kind = 0, target, ...numbers }: Readonly<Record<string, number | string>> = {}) {
  const others = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, BigInt(value)]));
  return { kind: Number(kind), ...(target !== undefined && { target: String(target) }), ...others };
}
