import type { ReadRoundReturnType } from "../../sdk/beacon/readRound.ts";
import type { DrawnPosition } from "../../sdk/dispatch/drawOrder.ts";
import type { ReadTaskReturnType } from "../../sdk/dispatch/readTask.ts";

/** A task at one block, and all that says what it waits for. */
export interface TaskView {
  readonly task: ReadTaskReturnType;
  /** The newest block. */
  readonly head: number;
  readonly round: ReadRoundReturnType;
  /** The positions in the window; none while the round is not answered. */
  readonly order: readonly DrawnPosition[];
}
