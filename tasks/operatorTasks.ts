import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";

import { optional } from "./helpers/optional.ts";
import { suiteTask } from "./helpers/suiteTask.ts";

const ID = "The operator's number; the account's own if left out";

/** Who the operators are, and what they have at stake. */
export const operatorTasks: TaskDefinition[] = [
  suiteTask("operator:register", "Registers the account as an operator")
    .addOption(optional("receiver", "Account whose credit grows with the rewards; the account itself if left out"))
    .addOption({ name: "metadata", description: "Where the operator describes itself", defaultValue: "" })
    .setAction(() => import("./operator/register.ts"))
    .build(),
  suiteTask("operator:show", "Shows an operator: identity, stake, reputation and seats")
    .addOption(optional("operator", ID))
    .setAction(() => import("./operator/show.ts"))
    .build(),
  suiteTask("operator:stake", "Adds stake to an operator, whose it is from then on")
    .addPositionalArgument({ name: "amount", description: "For example 1.5, 25gwei or @1000" })
    .addOption(optional("operator", ID))
    .setAction(() => import("./operator/stake.ts"))
    .build(),
  suiteTask("operator:unstake", "Starts to unbond stake of the account's operator")
    .addPositionalArgument({ name: "amount", description: "For example 1.5, 25gwei or @1000" })
    .setAction(() => import("./operator/unstake.ts"))
    .build(),
  suiteTask("operator:withdraw-stake", "Pays out what the account's operator has unbonded")
    .addOption(optional("to", "Who is paid; the account itself if left out"))
    .setAction(() => import("./operator/withdrawStake.ts"))
    .build(),
  suiteTask("operator:set-receiver", "Sends future rewards of the account's operator elsewhere")
    .addPositionalArgument({ name: "receiver", description: "Account whose credit grows with the rewards" })
    .setAction(() => import("./operator/setReceiver.ts"))
    .build(),
  suiteTask("operator:set-metadata", "Describes the account's operator anew")
    .addPositionalArgument({ name: "uri", description: "Where the operator describes itself" })
    .setAction(() => import("./operator/setMetadata.ts"))
    .build(),
  suiteTask("operator:set-key", "Brings a key of the account's operator")
    .addPositionalArgument(optional("kind", "Number of the kind of key; none with --bls"))
    .addPositionalArgument(optional("key", "The key, as hex in the kind's own encoding"))
    .addOption({ name: "proof", description: "What proves possession, as hex", defaultValue: "0x" })
    .addFlag({ name: "bls", description: "The BLS key of the secret in MUSTER_BLS_KEY or in --key-file" })
    .addOption({
      name: "keyFile",
      description: "File with a BLS secret key: 32 bytes of hex",
      type: ArgumentType.FILE_WITHOUT_DEFAULT,
      defaultValue: undefined,
    })
    .setAction(() => import("./operator/setKey.ts"))
    .build(),
  suiteTask("operator:unjail", "Lets the account's operator out of jail")
    .setAction(() => import("./operator/unjail.ts"))
    .build(),
];
