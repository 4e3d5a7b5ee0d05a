import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";

import { optional } from "./helpers/optional.ts";
import { suiteTask } from "./helpers/suiteTask.ts";

const id = { name: "id", description: "The job's id" } as const;
const slot = { name: "slot", description: "Its slot, from 0", type: ArgumentType.INT, defaultValue: 0 } as const;
const operator = optional("operator", "The operator's number; the account's own if left out");
const slots = optional(
  "slots",
  "A processor for each slot, operator or operator:delay in milliseconds, between commas",
);

/** Processors, and what they offer. */
const processorTasks: TaskDefinition[] = [
  suiteTask("job:advertise", "Offers the account's processor, or changes the offer")
    .addOption({ name: "base", description: "Price of an execution", defaultValue: "0" })
    .addOption({ name: "perMs", description: "Price of a millisecond of it", defaultValue: "0" })
    .addOption({ name: "perByte", description: "Price of a byte that the job stores", defaultValue: "0" })
    .addOption({ name: "days", description: "How far ahead it takes jobs", type: ArgumentType.INT, defaultValue: 30 })
    .addOption({ name: "memory", description: "Bytes", type: ArgumentType.INT, defaultValue: 0 })
    .addOption({ name: "storage", description: "Bytes", type: ArgumentType.INT, defaultValue: 0 })
    .addOption({ name: "requests", description: "Requests a second", type: ArgumentType.INT, defaultValue: 0 })
    .addOption({ name: "modules", description: "Bit k: module k", type: ArgumentType.INT, defaultValue: 0 })
    .addOption(optional("consumers", "Whom it serves, between commas; everybody if left out"))
    .setAction(() => import("./job/advertise.ts"))
    .build(),
  suiteTask("job:withdraw", "Takes the offer of the account's processor back")
    .setAction(() => import("./job/withdraw.ts"))
    .build(),
  suiteTask("job:offer", "Shows what a processor offers and has taken on")
    .addOption(operator)
    .setAction(() => import("./job/offer.ts"))
    .build(),
];

/** Consumers, and their jobs. */
const consumerTasks: TaskDefinition[] = [
  suiteTask("job:template", "Publishes a script that consumers adapt by parameters")
    .addPositionalArgument({ name: "script", description: "Content hash of the script" })
    .addPositionalArgument({ name: "uri", description: "Where it lies" })
    .addOption({ name: "description", description: "What it does", defaultValue: "" })
    .setAction(() => import("./job/template.ts"))
    .build(),
  suiteTask("job:create", "Adapts a template of examples/jobs, and registers a job with it")
    .addOption({ name: "template", description: "Its name, or its folder", defaultValue: "" })
    .addOption(optional("param", "A parameter, name=value; more of them follow it, with spaces between"))
    .addVariadicArgument({ name: "more", description: "More parameters, name=value", defaultValue: [] })
    .addOption(optional("uri", "Where the script lies; in the registration itself if left out"))
    .addOption(optional("reward", "Most that an execution of a slot may cost"))
    .addOption(optional("slots", "How many processors run it beside each other"))
    .addOption(optional("startIn", "Milliseconds from now to the first execution"))
    .addOption(optional("interval", "Milliseconds from one execution to the next"))
    .addOption(optional("duration", "Milliseconds that an execution may take"))
    .addOption(optional("executions", "How many of each slot"))
    .addOption(optional("processors", "The only operators that may run it, between commas"))
    .addOption(optional("endpoint", "Web address that outputs are posted to"))
    .addOption(optional("key", "Address that the endpoint signs with; without it, the processor's word counts"))
    .addOption(optional("target", "Contract that outputs are given to; a new inbox of yours if left out"))
    .addOption(optional("chain", "Chain of that contract, where it is another one"))
    .addFlag({ name: "credit", description: "Pays from credit in the Escrow instead of attached coin" })
    .setAction(() => import("./job/create.ts"))
    .build(),
  suiteTask("job:inbox", "Shows the newest output that an inbox has of a job")
    .addPositionalArgument({ name: "inbox", description: "Address of the JobInbox" })
    .addPositionalArgument(id)
    .addOption(optional("types", "ABI types of the output, between commas"))
    .setAction(() => import("./job/inbox.ts"))
    .build(),
  suiteTask("job:register", "Registers a job, and locks its budget")
    .addPositionalArgument({ name: "file", description: "JSON file of the job", type: ArgumentType.FILE })
    .addOption(slots)
    .addFlag({ name: "credit", description: "Pays from credit in the Escrow instead of attached coin" })
    .setAction(() => import("./job/register.ts"))
    .build(),
  suiteTask("job:cancel", "Ends a job early")
    .addPositionalArgument(id)
    .setAction(() => import("./job/cancel.ts"))
    .build(),
  suiteTask("job:show", "Shows a job, its slots and its timeline")
    .addPositionalArgument(id)
    .setAction(() => import("./job/show.ts"))
    .build(),
];

/** From a match to the end. */
const progressTasks: TaskDefinition[] = [
  suiteTask("job:match", "Gives each slot of an open job a processor")
    .addPositionalArgument(id)
    .addOption(slots)
    .setAction(() => import("./job/match.ts"))
    .build(),
  suiteTask("job:acknowledge", "Promises to run a slot in full")
    .addPositionalArgument(id)
    .addOption(slot)
    .setAction(() => import("./job/acknowledge.ts"))
    .build(),
  suiteTask("job:decline", "Declines a slot; the job is open again")
    .addPositionalArgument(id)
    .addOption(slot)
    .setAction(() => import("./job/decline.ts"))
    .build(),
  suiteTask("job:release", "Opens a job again that not all processors acknowledged in time")
    .addPositionalArgument(id)
    .setAction(() => import("./job/release.ts"))
    .build(),
  suiteTask("job:report", "Reports an execution in its window")
    .addPositionalArgument(id)
    .addOption(slot)
    .addOption({ name: "execution", description: "Which one, from 0", type: ArgumentType.INT, defaultValue: 0 })
    .addOption(optional("output", "What a contract is given, or what points to the delivery; hex or text"))
    .addOption(optional("hash", "Hash of the output; of the bytes of --output if left out"))
    .addOption(optional("failure", "It failed, with this message"))
    .addOption(optional("signature", "The device's signature, or the proof"))
    .addOption(optional("delivery", "The endpoint's signature, or the receipt"))
    .setAction(() => import("./job/report.ts"))
    .build(),
  suiteTask("job:count-missed", "Counts a slot's executions whose windows closed without a report")
    .addPositionalArgument(id)
    .addOption(slot)
    .setAction(() => import("./job/countMissed.ts"))
    .build(),
  suiteTask("job:collect", "Pays a slot what it earned so far")
    .addPositionalArgument(id)
    .addOption(slot)
    .setAction(() => import("./job/collect.ts"))
    .build(),
  suiteTask("job:settle", "Ends a job that is over, and pays everyone")
    .addPositionalArgument(id)
    .setAction(() => import("./job/settle.ts"))
    .build(),
];

/** Tasks of the jobs lifecycle. */
export const jobTasks: TaskDefinition[] = [...processorTasks, ...consumerTasks, ...progressTasks];
