import type { TaskDefinition } from "hardhat/types/tasks";

import { optional } from "./helpers/optional.ts";
import { suiteTask } from "./helpers/suiteTask.ts";

/** What operators are known for. */
export const reputationTasks: TaskDefinition[] = [
  suiteTask("reputation:show", "Shows an operator's score and its newest outcomes")
    .addOption(optional("operator", "The operator's number; the account's own if left out"))
    .setAction(() => import("./reputation/show.ts"))
    .build(),
];
