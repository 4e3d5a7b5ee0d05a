import type { TestTask } from "./dispatch.ts";
import type { TestSuite } from "./suite.ts";

/** A task as storage has it, in the shape of `rebuildTask`. */
export async function storedTask(suite: TestSuite, task: TestTask) {
  const view = await suite.lens.taskOf(task.id);
  return {
    status: view.status,
    callback: view.callback,
    submitted: view.submittedPositions,
    committed: view.committedPositions,
    skipped: view.skippedPositions,
    missed: view.noShowPositions,
    actor: task.terms.actor,
    pool: view.pool,
    round: view.round,
    responseBlocks: view.responseBlocks,
    rosterVersion: view.rosterVersion,
    rosterSize: view.rosterSize,
    requested: view.requestedCount,
    submissionBlock: view.submissionBlock,
    timeoutBlock: view.timeoutBlock,
  };
}
