import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";

import { optional } from "./helpers/optional.ts";
import { suiteTask } from "./helpers/suiteTask.ts";

/** Randomness, in rounds. */
export const beaconTasks: TaskDefinition[] = [
  suiteTask("beacon:request", "Closes the open round and asks for its randomness")
    .setAction(() => import("./beacon/request.ts"))
    .build(),
  suiteTask("beacon:fund", "Moves the fees earned to the subscription that pays for requests")
    .addOption(optional("amount", "Native coin of the account to add instead, for example 0.5"))
    .setAction(() => import("./beacon/fund.ts"))
    .build(),
  suiteTask("beacon:show", "Shows the beacon's money and its newest rounds")
    .addOption({ name: "rounds", description: "How many rounds", type: ArgumentType.INT, defaultValue: 5 })
    .setAction(() => import("./beacon/show.ts"))
    .build(),
];
