import type { TaskDefinition } from "hardhat/types/tasks";

import { optional } from "./helpers/optional.ts";
import { suiteTask } from "./helpers/suiteTask.ts";

const circuit = optional("circuit", "A circuit of this repository: result-upload or inference-mlp");
const picture = {
  name: "picture",
  description: "Grey PNG of 28 x 28 pixels, the digit lighter than the ground; or JSON: 196 numbers from 0 to 15",
} as const;

/** Proofs that a chain checks without seeing what they are about. */
export const proofTasks: TaskDefinition[] = [
  suiteTask("proof:keys", "Shows the circuits, the ids of their keys, and whether the chain has them")
    .setAction(() => import("./proof/keys.ts"))
    .build(),
  suiteTask("proof:register-key", "Writes a circuit's verifying key to the chain, for everybody")
    .addOption(circuit)
    .addOption(optional("file", "Or a key that snarkjs exported"))
    .setAction(() => import("./proof/registerKey.ts"))
    .build(),
  suiteTask("proof:verify", "Asks the chain whether a proof holds that snarkjs made")
    .addPositionalArgument({ name: "proof", description: "JSON file with the proof" })
    .addPositionalArgument({ name: "inputs", description: "JSON file with the public inputs" })
    .addOption(circuit)
    .addOption(optional("key", "Or the id of a registered key"))
    .setAction(() => import("./proof/verify.ts"))
    .build(),
  suiteTask("proof:digit-terms", "Shows what a task says that wants a picture's digit proven")
    .addPositionalArgument(picture)
    .setAction(() => import("./proof/digitTerms.ts"))
    .build(),
  suiteTask("proof:prove-digit", "Recognises a picture's digit, and proves it for a task and the account")
    .addPositionalArgument(picture)
    .addPositionalArgument({ name: "task", description: "The dispatched task's id" })
    .setAction(() => import("./proof/proveDigit.ts"))
    .build(),
];
