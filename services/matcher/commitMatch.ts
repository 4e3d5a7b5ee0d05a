import type { SlotChoice } from "./findMatch.ts";
import type { MatchRequest } from "./matchRequest.ts";
import type { ProcessorState } from "./processorState.ts";
import { seriesOf } from "./seriesOf.ts";

/** Processors as they are once a match has landed. */
export function commitMatch(
  processors: readonly ProcessorState[],
  request: MatchRequest,
  slots: readonly SlotChoice[],
): readonly ProcessorState[] {
  const { storageBytes } = request.terms.needs;
  return processors.map((state) => {
    const slot = slots.find(({ processor }) => processor === state.operator);
    if (slot === undefined) return state;
    const commitment = { ...seriesOf(request, slot.startDelay), storageBytes };
    return { ...state, commitments: [...state.commitments, commitment] };
  });
}
