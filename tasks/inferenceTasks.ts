import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";

import { optional } from "./helpers/optional.ts";
import { suiteTask } from "./helpers/suiteTask.ts";

const id = { name: "id", description: "The task's id" } as const;
const operator = optional("operator", "The operator's number; the account's own if left out");
const keys = {
  name: "keys",
  description: "File of secrets, as inference:keys writes it",
  type: ArgumentType.FILE_WITHOUT_DEFAULT,
  defaultValue: undefined,
} as const;
const caseFile = {
  name: "file",
  description: "The application's file of the task",
  type: ArgumentType.FILE,
} as const;
const software = { name: "software", description: "Of its software, as 1.2.3", defaultValue: "1.0.0" } as const;
const models = optional("models", "Content hashes of the models that it holds, between commas");

/** Nodes, and what they are. */
const nodeTasks: TaskDefinition[] = [
  suiteTask("inference:set-key", "Brings the encryption key to which a node's parameters are encrypted")
    .addOption(keys)
    .setAction(() => import("./inference/setKey.ts"))
    .build(),
  suiteTask("inference:join", "Enters the account's operator as a node")
    .addOption({
      name: "gpu",
      description: "Number of its graphics card's class",
      type: ArgumentType.INT,
      defaultValue: 0,
    })
    .addOption(software)
    .addOption(models)
    .setAction(() => import("./inference/join.ts"))
    .build(),
  suiteTask("inference:describe", "Says anew what the account's node runs and holds")
    .addOption(software)
    .addOption(models)
    .setAction(() => import("./inference/describe.ts"))
    .build(),
  suiteTask("inference:node", "Shows a node")
    .addOption(operator)
    .setAction(() => import("./inference/node.ts"))
    .build(),
  suiteTask("inference:pause", "Takes no more tasks, after the one under way")
    .setAction(() => import("./inference/pause.ts"))
    .build(),
  suiteTask("inference:resume", "Takes tasks again")
    .setAction(() => import("./inference/resume.ts"))
    .build(),
  suiteTask("inference:quit", "Leaves, after the task under way")
    .setAction(() => import("./inference/quit.ts"))
    .build(),
  suiteTask("inference:settle", "Lets a node stop that asked to while a closed round could draw it")
    .addOption(operator)
    .setAction(() => import("./inference/settle.ts"))
    .build(),
  suiteTask("inference:weigh", "Looks at a node's stake anew")
    .addOption(operator)
    .setAction(() => import("./inference/weigh.ts"))
    .build(),
];

/** Applications, and their tasks. */
const applicationTasks: TaskDefinition[] = [
  suiteTask("inference:keys", "Makes an application's or a node's secrets, and writes them into a file")
    .addPositionalArgument({ name: "out", description: "The file; it must not exist", type: ArgumentType.FILE })
    .setAction(() => import("./inference/keys.ts"))
    .build(),
  suiteTask("inference:register", "Fixes the keys of the account's tasks to come")
    .addOption(keys)
    .setAction(() => import("./inference/register.ts"))
    .build(),
  suiteTask("inference:create", "Creates a task, and writes down what only its creator knows")
    .addPositionalArgument({ name: "parameters", description: "JSON file of what to compute", type: ArgumentType.FILE })
    .addOption(keys)
    .addOption({ name: "out", description: "The application's file of the task", defaultValue: "task.json" })
    .addOption({ name: "fee", description: "For example 0.001", defaultValue: "0.001" })
    .addOption({ name: "blocks", description: "Blocks that the node gets", type: ArgumentType.INT, defaultValue: 100 })
    .addOption(optional("publishers", "Accounts of relays whose word counts, between commas"))
    .addOption({ name: "size", description: "Units of work", type: ArgumentType.INT, defaultValue: 1 })
    .addOption({ name: "vram", description: "Gigabytes at least", type: ArgumentType.INT, defaultValue: 0 })
    .addOption({
      name: "gpu",
      description: "Class, counted from 1; 0 for any",
      type: ArgumentType.INT,
      defaultValue: 0,
    })
    .addOption(software)
    .addFlag({ name: "credit", description: "Pays from credit in the Escrow, not from the wallet" })
    .setAction(() => import("./inference/create.ts"))
    .build(),
  suiteTask("inference:advance", "Does the next thing that the account owes its task, up to fetching the result")
    .addPositionalArgument(caseFile)
    .addOption(keys)
    .addOption({ name: "relay", description: "Address of a relay", defaultValue: "http://127.0.0.1:8640" })
    .addOption(optional("out", "Folder that the result's files are written into"))
    .addFlag({ name: "credit", description: "Pays for siblings from credit in the Escrow" })
    .setAction(() => import("./inference/advance.ts"))
    .build(),
];

/** What anybody may do. */
const publicTasks: TaskDefinition[] = [
  suiteTask("inference:show", "Shows a task: its status, what it waits for, and its history")
    .addPositionalArgument(id)
    .setAction(() => import("./inference/show.ts"))
    .build(),
  suiteTask("inference:list", "Lists the newest tasks")
    .addOption(optional("creator", "Only those of this account"))
    .addOption({ name: "limit", description: "How many", type: ArgumentType.INT, defaultValue: 20 })
    .setAction(() => import("./inference/list.ts"))
    .build(),
  suiteTask("inference:start", "Draws the node of a task whose round was answered")
    .addPositionalArgument(id)
    .setAction(() => import("./inference/start.ts"))
    .build(),
  suiteTask("inference:skip", "Passes the turn of a task that was aborted before it was drawn")
    .addPositionalArgument(id)
    .setAction(() => import("./inference/skip.ts"))
    .build(),
  suiteTask("inference:abort", "Ends a task whose time is over, or that its creator takes back before it is drawn")
    .addPositionalArgument(id)
    .setAction(() => import("./inference/abort.ts"))
    .build(),
  suiteTask("inference:refund", "Pays back the fee of a task that a better-paid one pushed out of its queue")
    .addPositionalArgument(id)
    .setAction(() => import("./inference/refund.ts"))
    .build(),
  suiteTask("inference:admit", "Enters the best task of a queue into the open round, because a node is free for it")
    .addPositionalArgument({ name: "queue", description: "The queue's number, as inference:show tells it" })
    .addPositionalArgument({ name: "operator", description: "A node that could be drawn", type: ArgumentType.INT })
    .setAction(() => import("./inference/admit.ts"))
    .build(),
];

/** Inference: nodes, applications and their tasks. */
export const inferenceTasks: TaskDefinition[] = [...nodeTasks, ...applicationTasks, ...publicTasks];
