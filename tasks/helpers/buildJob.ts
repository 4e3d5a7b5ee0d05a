import { id as hashText, isHexString } from "ethers";

import { DestinationKind, JobAccess, NO_DESTINATION, NO_NEEDS } from "../../sdk/jobs/jobTerms.ts";
import type { RegisterJobParameters } from "../../sdk/jobs/registerJob.ts";
import { scheduleFor } from "../../sdk/jobs/scheduleFor.ts";
import { InputError } from "./inputError.ts";
import type { DestinationName, JobFile } from "./jobFile.ts";
import { parseAmount } from "./parseAmount.ts";

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

/** A job, ready to be registered. */
export type BuiltJob = Pick<RegisterJobParameters, "terms" | "details">;

/**
 * Makes a job of what is written down.
 *
 * @param now The chain's time, in milliseconds.
 * @param place Where it is written, for the error.
 * @throws {InputError} when it says too little.
 */
export function buildJob(written: Partial<JobFile>, now: bigint, place: string): BuiltJob {
  const file = { ...DEFAULTS, ...written };
  const { script, reward, duration, scriptUri, parameters, endpoint } = file;
  if (typeof script !== "string" || typeof reward !== "string" || typeof duration !== "number") {
    throw new InputError(`${place} needs a script, a duration in milliseconds and a reward.`);
  }
  return {
    terms: {
      script: isHexString(script, 32) ? script : hashText(script),
      template: BigInt(file.template),
      access: JobAccess[file.access],
      processors: file.processors.map(BigInt),
      schedule: scheduleOf({ ...file, duration }, now),
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

function scheduleOf(file: Partial<JobFile> & Pick<JobFile, "duration">, now: bigint) {
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

function destinationOf({ kind = 0, target, ...numbers }: NonNullable<JobFile["destination"]> = {}) {
  const others = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, BigInt(value)]));
  const number = typeof kind === "string" ? DestinationKind[kind as DestinationName] : kind;
  return { kind: number, ...(target !== undefined && { target: String(target) }), ...others };
}
