import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";

import { optional } from "./helpers/optional.ts";
import { suiteTask } from "./helpers/suiteTask.ts";

const pool = { name: "pool", description: "The pool's number", type: ArgumentType.INT } as const;

/** Rosters sealed for quorums. */
export const committeeTasks: TaskDefinition[] = [
  suiteTask("committee:seal", "Seals a pool's roster: powers and keys as they are now")
    .addPositionalArgument(pool)
    .setAction(() => import("./committee/seal.ts"))
    .build(),
  suiteTask("committee:show", "Shows a sealed roster, its seats included")
    .addPositionalArgument(pool)
    .addOption(optional("number", "Which of the pool's committees, from 1; the newest if left out"))
    .setAction(() => import("./committee/show.ts"))
    .build(),
  suiteTask("committee:refresh", "Voids a seat whose operator is jailed or was slashed")
    .addPositionalArgument(pool)
    .addPositionalArgument({ name: "seat", description: "The seat's number", type: ArgumentType.INT })
    .addOption(optional("number", "Which of the pool's committees, from 1; the newest if left out"))
    .setAction(() => import("./committee/refresh.ts"))
    .build(),
];
