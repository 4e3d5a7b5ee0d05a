import type { TaskDefinition } from "hardhat/types/tasks";

import { optional } from "./helpers/optional.ts";
import { suiteTask } from "./helpers/suiteTask.ts";

const file = { name: "file", description: "The file with the bytes" } as const;
const market = { name: "market", description: "Address of the task's market" } as const;
const taskId = { name: "task", description: "The task's id" } as const;
const kind = {
  name: "kind",
  description: "Parameters, Result or Opening",
  defaultValue: "Parameters",
} as const;
const relay = {
  name: "relay",
  description: "Base address of the relay",
  defaultValue: "http://127.0.0.1:8640",
} as const;
const dataHash = optional("dataHash", "Root of a result's ciphertext; SHA-256 of the file if left out");

/** What is available, on whose word; and relays. */
export const availabilityTasks: TaskDefinition[] = [
  suiteTask("availability:publish", "Publishes a task's bytes on the chain, where no relay serves them")
    .addPositionalArgument(market)
    .addPositionalArgument(taskId)
    .addPositionalArgument(file)
    .addOption(kind)
    .setAction(() => import("./availability/publish.ts"))
    .build(),
  suiteTask("availability:show", "Shows when a publisher posted a root, and how long it counts")
    .addPositionalArgument({ name: "root", description: "The root" })
    .addOption(optional("publisher", "Who posted it; the account itself if left out"))
    .setAction(() => import("./availability/show.ts"))
    .build(),
  suiteTask("relay:upload", "Uploads a task's blob to a relay, signed by the account")
    .addPositionalArgument(market)
    .addPositionalArgument(taskId)
    .addPositionalArgument(file)
    .addOption(kind)
    .addOption(dataHash)
    .addOption(relay)
    .setAction(() => import("./relay/upload.ts"))
    .build(),
  suiteTask("relay:prove", "Waits for a relay's proof of a task's blob, and asks the chain whether it holds")
    .addPositionalArgument(market)
    .addPositionalArgument(taskId)
    .addPositionalArgument(file)
    .addOption(kind)
    .addOption(dataHash)
    .addOption(relay)
    .setAction(() => import("./relay/prove.ts"))
    .build(),
];
