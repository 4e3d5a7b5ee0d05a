import { type LocatedTask, locateTask, type LocateTaskParameters } from "./locateTask.ts";
import { TaskRefusedError } from "./taskRefusedError.ts";

/**
 * Checks all that the center will check of a task before the votes: cheap questions first.
 *
 * @throws {TaskRefusedError}
 */
export async function checkTask(parameters: LocateTaskParameters): Promise<LocatedTask> {
  const { chain, task } = parameters;
  const place = await locateTask(parameters);
  const { definition, committee, performerSeat } = place;
  if (!(await chain.isSigned(task))) {
    throw new TaskRefusedError(task.id, "performerSignatureWrong", { performer: task.info.taskPerformer });
  }
  const { election } = definition;
  if (election !== undefined && !(await chain.isLeader(election, definition.id, committee.id, performerSeat))) {
    throw new TaskRefusedError(task.id, "performerNotElected", { election, seat: performerSeat });
  }
  return place;
}
