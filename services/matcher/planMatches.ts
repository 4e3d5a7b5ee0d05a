import { findMatch, type MatchOutcome } from "./findMatch.ts";
import type { MatchRequest } from "./matchRequest.ts";
import type { ProcessorState } from "./processorState.ts";
import { seriesOf } from "./seriesOf.ts";

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
    states = states.map((state) => commit(state, request, outcome));
    return { request, outcome };
  });
}

/** A processor as it is once a match has landed. */
function commit(state: ProcessorState, request: MatchRequest, outcome: MatchOutcome): ProcessorState {
  const slot = outcome.isMatched ? outcome.slots.find(({ processor }) => processor === state.operator) : undefined;
  if (slot === undefined) return state;
  const { storageBytes } = request.terms.needs;
  const commitment = { ...seriesOf(request, slot.startDelay), storageBytes };
  return { ...state, commitments: [...state.commitments, commitment] };
}
