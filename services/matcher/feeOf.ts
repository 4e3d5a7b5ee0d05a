import type { JobTerms } from "../../sdk/jobs/jobTerms.ts";
import type { ProcessorOffer } from "./processorState.ts";

/** What a processor takes for one execution of a job, in wei of its currency. */
export function feeOf(
  { feePerMillisecond, feePerByte, baseFee }: ProcessorOffer,
  { schedule, needs }: JobTerms,
): bigint {
  return feePerMillisecond * schedule.duration + feePerByte * needs.storageBytes + baseFee;
}
