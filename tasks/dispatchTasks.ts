import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";

import { optional } from "./helpers/optional.ts";
import { suiteTask } from "./helpers/suiteTask.ts";

const id = { name: "id", description: "The task's id" } as const;
const values = {
  name: "values" as const,
  description:
    "The result, one value for each type of the task's schema; lists as JSON; write -- before a negative number",
  defaultValue: [] as string[],
};
const hex = optional("hex", "The result as hex, in place of values");

/** Work for runners who are drawn at random. */
export const dispatchTasks: TaskDefinition[] = [
  suiteTask("dispatch:submit", "Submits a task of the account, and locks its price")
    .addOption({
      name: "file",
      description: "JSON file with the options below as fields; an option given here counts more",
      type: ArgumentType.FILE_WITHOUT_DEFAULT,
      defaultValue: undefined,
    })
    .addOption(optional("pool", "Number of the pool whose members may be drawn"))
    .addOption(optional("runners", "How many results are wanted, 1 to 40 (1)"))
    .addOption(optional("payment", "Share of one accepted result, for example 0.01"))
    .addOption(optional("currency", "Token of the payment; native coin if left out"))
    .addOption(optional("policy", "Who is paid: ConsumedOnly, MatchingConsumed or AllValid (ConsumedOnly)"))
    .addOption(optional("types", "Solidity types of a result, as uint256,bool (uint256)"))
    .addOption(optional("schema", "Kind of schema: StaticAbi, TailedAbi, Raw, HashOnly or Custom (from the types)"))
    .addOption(optional("maxBytes", "Longest result in bytes, for schemas without a fixed length"))
    .addOption(optional("validator", "Contract that judges results of a Custom schema"))
    .addOption(optional("proof", "Proof of a result: None, DeviceAttestation, Groth16 or Custom (None)"))
    .addOption(optional("verifier", "Contract that checks the proof"))
    .addOption(optional("proofTerms", "What the proof is about, 32 bytes of hex (see proof:digit-terms)"))
    .addOption(optional("definition", "What runners do: text, or hex"))
    .addOption(optional("definitionFile", "The same, from a file"))
    .addOption(optional("responseBlocks", "Blocks that a runner has from its turn (25)"))
    .addOption(optional("timeoutBlocks", "Blocks that the whole task has (600)"))
    .addOption(optional("consumeBlocks", "Blocks in which a result may be consumed (50)"))
    .addOption(optional("commitBlocks", "Blocks to commit to results; 0 has them sent in the open"))
    .addOption(optional("revealBlocks", "Blocks to reveal them"))
    .addOption(optional("callback", "Contract that is called with the results"))
    .addOption(optional("callbackGas", "Gas that the callback gets (200000)"))
    .addOption(optional("callbackBudget", "What executors are paid from; suggested if left out"))
    .addOption(optional("salt", "32 bytes that make the id unique; random if left out"))
    .addFlag({ name: "credit", description: "Pays from credit in the Escrow, not from the wallet" })
    .setAction(() => import("./dispatch/submit.ts"))
    .build(),
  suiteTask("dispatch:show", "Shows a task: its draw, its timeline, its money, and what it waits for")
    .addPositionalArgument(id)
    .setAction(() => import("./dispatch/show.ts"))
    .build(),
  suiteTask("dispatch:list", "Lists the newest tasks")
    .addOption(optional("actor", "Only tasks of this account"))
    .addOption(optional("pool", "Only tasks of this pool"))
    .addOption({ name: "limit", description: "How many", type: ArgumentType.INT, defaultValue: 20 })
    .setAction(() => import("./dispatch/list.ts"))
    .build(),
  suiteTask("dispatch:result", "Submits a result in the open")
    .addPositionalArgument(id)
    .addVariadicArgument(values)
    .addOption(hex)
    .addOption({ name: "proof", description: "The proof that the task asks for, as hex", defaultValue: "0x" })
    .setAction(() => import("./dispatch/result.ts"))
    .build(),
  suiteTask("dispatch:commit", "Commits to a result, which stays secret until it is revealed")
    .addPositionalArgument(id)
    .addVariadicArgument(values)
    .addOption(hex)
    .addOption(optional("salt", "32 secret bytes; random if left out"))
    .setAction(() => import("./dispatch/commit.ts"))
    .build(),
  suiteTask("dispatch:reveal", "Reveals a committed result")
    .addPositionalArgument(id)
    .addPositionalArgument({ name: "salt", description: "The salt of the commitment" })
    .addVariadicArgument(values)
    .addOption(hex)
    .addOption({ name: "proof", description: "The proof that the task asks for, as hex", defaultValue: "0x" })
    .setAction(() => import("./dispatch/reveal.ts"))
    .build(),
  suiteTask("dispatch:skip", "Passes; free in the first half of the response time, up to a quota")
    .addPositionalArgument(id)
    .setAction(() => import("./dispatch/skip.ts"))
    .build(),
  suiteTask("dispatch:advance", "Reports that a runner did not answer in time, for a bounty")
    .addPositionalArgument(id)
    .addPositionalArgument({ name: "position", description: "The runner's position", type: ArgumentType.INT })
    .setAction(() => import("./dispatch/advance.ts"))
    .build(),
  suiteTask("dispatch:expire", "Ends a task that ran out of time or runners")
    .addPositionalArgument(id)
    .setAction(() => import("./dispatch/expire.ts"))
    .build(),
  suiteTask("dispatch:execute", "Executes a due callback, for its cost and a bounty")
    .addPositionalArgument(id)
    .setAction(() => import("./dispatch/execute.ts"))
    .build(),
  suiteTask("dispatch:bump", "Adds native coin to the budget of a callback")
    .addPositionalArgument(id)
    .addPositionalArgument({ name: "amount", description: "For example 0.01, 25gwei or @1000" })
    .setAction(() => import("./dispatch/bump.ts"))
    .build(),
  suiteTask("dispatch:cancel", "Gives up the callback of a task of the account")
    .addPositionalArgument(id)
    .setAction(() => import("./dispatch/cancel.ts"))
    .build(),
  suiteTask("dispatch:consume", "Chooses the result to pay for, which settles the task")
    .addPositionalArgument(id)
    .addPositionalArgument({ name: "runner", description: "The runner's address, or its operator's number" })
    .setAction(() => import("./dispatch/consume.ts"))
    .build(),
  suiteTask("dispatch:settle", "Settles a task whose consume window is over")
    .addPositionalArgument(id)
    .setAction(() => import("./dispatch/settle.ts"))
    .build(),
  suiteTask("dispatch:reenter", "Moves a task whose round is void into the open round")
    .addPositionalArgument(id)
    .setAction(() => import("./dispatch/reenter.ts"))
    .build(),
];
