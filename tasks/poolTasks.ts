import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";

import { optional } from "./helpers/optional.ts";
import { suiteTask } from "./helpers/suiteTask.ts";

const pool = { name: "pool", description: "The pool's number", type: ArgumentType.INT } as const;

/** Who may be drawn for which work. */
export const poolTasks: TaskDefinition[] = [
  suiteTask("pool:open", "Opens a pool that the account owns; its terms are fixed for ever")
    .addOption({
      name: "capability",
      description: "What members can do, in a word or as a hash",
      defaultValue: "general",
    })
    .addOption(optional("market", "Who may draw from the pool; the Dispatcher if left out"))
    .addOption({ name: "minimumStake", description: "Active stake a member must keep", defaultValue: "0.1" })
    .addOption({ name: "seatLimit", description: "Most members", type: ArgumentType.INT, defaultValue: 10_000 })
    .addOption({
      name: "minimumResponseBlocks",
      description: "Shortest time to answer that a member can be given",
      type: ArgumentType.INT,
      defaultValue: 2,
    })
    .addOption({
      name: "maxSlashBps",
      description: "Most that one offence costs, in hundredths of a percent",
      type: ArgumentType.INT,
      defaultValue: 1_000,
    })
    .addOption({
      name: "noShowBps",
      description: "What a no-show costs, in hundredths of a percent",
      type: ArgumentType.INT,
      defaultValue: 100,
    })
    .addOption({ name: "requiredKeys", description: "Kinds of key that members need: 0,2", defaultValue: "" })
    .addOption(optional("gate", "Contract that is asked before somebody joins"))
    .setAction(() => import("./pool/open.ts"))
    .build(),
  suiteTask("pool:join", "Takes a seat for the account's operator")
    .addPositionalArgument(pool)
    .addOption({ name: "data", description: "What the pool's gate wants to see, as hex", defaultValue: "0x" })
    .setAction(() => import("./pool/join.ts"))
    .build(),
  suiteTask("pool:leave", "Leaves a seat; what was drawn before stays due")
    .addPositionalArgument(pool)
    .setAction(() => import("./pool/leave.ts"))
    .build(),
  suiteTask("pool:evict", "Removes a member that is jailed or has too little at stake")
    .addPositionalArgument(pool)
    .addPositionalArgument({ name: "operator", description: "The operator's number", type: ArgumentType.INT })
    .setAction(() => import("./pool/evict.ts"))
    .build(),
  suiteTask("pool:close", "Takes no new members into a pool of the account")
    .addPositionalArgument(pool)
    .setAction(() => import("./pool/close.ts"))
    .build(),
  suiteTask("pool:reopen", "Takes new members into a pool of the account again")
    .addPositionalArgument(pool)
    .setAction(() => import("./pool/reopen.ts"))
    .build(),
  suiteTask("pool:show", "Shows a pool's terms and members")
    .addPositionalArgument(pool)
    .setAction(() => import("./pool/show.ts"))
    .build(),
];
