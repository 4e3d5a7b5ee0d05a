import { commitMatch } from "./commitMatch.ts";
import { findMatch, type MatchOutcome } from "./findMatch.ts";
import type { MatchRequest } from "./matchRequest.ts";
import type { ProcessorState } from "./processorState.ts";

/** A job's request, and what came of it. */
export interface PlannedMatch {
  readonly request: MatchRequest;
  readonly outcome: MatchOutcome;
}

/**
 * Matches several jobs, in the order given; what one takes on is taken for those after it. The caller puts first what is
 * worth most to it.
 */
export function planMatches(
  requests: readonly MatchRequest[],
  processors: readonly ProcessorState[],
): readonly PlannedMatch[] {
  let states = processors;
  return requests.map((request) => {
    const outcome = findMatch(request, states);
    if (outcome.isMatched) states = commitMatch(states, request, outcome.slots);
    return { request, outcome };
  });
}
