import type { TaskDefinition } from "hardhat/types/tasks";

import { optional } from "./helpers/optional.ts";
import { suiteTask } from "./helpers/suiteTask.ts";

const currency = optional("currency", "The token's address; native coin if left out");

/** Credit, and who may hold it. */
export const escrowTasks: TaskDefinition[] = [
  suiteTask("escrow:deposit", "Buys credit")
    .addPositionalArgument({ name: "amount", description: "For example 1.5, 25gwei or @1000" })
    .addOption(currency)
    .addOption(optional("for", "Who is credited; the account itself if left out"))
    .addFlag({ name: "permit", description: "Approves the token by a signature (ERC-2612), in the same transaction" })
    .setAction(() => import("./escrow/deposit.ts"))
    .build(),
  suiteTask("escrow:withdraw", "Pays out credit of the account")
    .addOption(optional("amount", "For example 1.5, 25gwei or @1000; all of it if left out"))
    .addOption(currency)
    .addOption(optional("to", "Who is paid; the account itself if left out"))
    .setAction(() => import("./escrow/withdraw.ts"))
    .build(),
  suiteTask("escrow:approve", "Lets a market hold credit of the account")
    .addOption(optional("market", "The market's address; the Dispatcher if left out"))
    .addFlag({ name: "revoke", description: "Takes the approval back" })
    .setAction(() => import("./escrow/approve.ts"))
    .build(),
  suiteTask("escrow:show", "Shows the credit of an account, and what the Dispatcher holds")
    .addOption(currency)
    .addOption(optional("of", "Whose credit; the account's own if left out"))
    .setAction(() => import("./escrow/show.ts"))
    .build(),
];
