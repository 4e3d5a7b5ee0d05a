import { endOfSeries } from "./endOfSeries.ts";
import type { ProcessorCommitment, ProcessorState } from "./processorState.ts";

/**
 * What a processor has taken on and is not over yet; the rest makes room with the next match.
 *
 * @param now Milliseconds.
 */
export function liveCommitments({ commitments }: ProcessorState, now: bigint): ProcessorCommitment[] {
  return commitments.filter((commitment) => endOfSeries(commitment) > now);
}
