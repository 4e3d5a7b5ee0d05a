import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";

import { optional } from "./helpers/optional.ts";
import { suiteTask } from "./helpers/suiteTask.ts";

const operator = { name: "operator", description: "The operator's number" } as const;

/** Certified devices of processors. */
export const deviceTasks: TaskDefinition[] = [
  suiteTask("device:certifier", "Names a certifier of devices, or lets one go; governance")
    .addPositionalArgument({ name: "certifier", description: "Its address" })
    .addFlag({ name: "dismiss", description: "Lets it go; its certificates are dead at once" })
    .setAction(() => import("./device/certifier.ts"))
    .build(),
  suiteTask("device:certify", "Certifies an operator's device, and presents the certificate; a certifier")
    .addPositionalArgument(operator)
    .addPositionalArgument({ name: "x", description: "The device's P-256 key, 32 bytes of hex" })
    .addPositionalArgument({ name: "y", description: "Its other half" })
    .addOption({ name: "days", description: "For how long, at most 366", type: ArgumentType.INT, defaultValue: 90 })
    .setAction(() => import("./device/certify.ts"))
    .build(),
  suiteTask("device:revoke", "Revokes an operator's certificate; its certifier")
    .addPositionalArgument(operator)
    .setAction(() => import("./device/revoke.ts"))
    .build(),
  suiteTask("device:show", "Shows an operator's device")
    .addOption(optional("operator", "The operator's number; the account's own if left out"))
    .setAction(() => import("./device/show.ts"))
    .build(),
];
