import { ArgumentType } from "hardhat/types/arguments";
import type { TaskDefinition } from "hardhat/types/tasks";

import { optional } from "./helpers/optional.ts";
import { suiteTask } from "./helpers/suiteTask.ts";

const id = { name: "id", description: "The task's id" } as const;
const definition = { name: "definition", description: "The definition's number", type: ArgumentType.INT } as const;
const amount = { name: "amount", description: "For example 0.01, 25gwei or @1000" } as const;
const credit = { name: "credit", description: "Pays from credit in the Escrow, not from the wallet" } as const;
const taskFile = {
  name: "file" as const,
  description: "JSON file of the task, as attestation:perform writes it",
  type: ArgumentType.FILE,
} as const;
const votes = optional("votes", "File with collected votes, one a line, as attestation:vote writes it");

/** What AVSs ask of their tasks, and their money. */
const definitionTasks: TaskDefinition[] = [
  suiteTask("attestation:define", "Creates a task definition of the account, against a deposit")
    .addPositionalArgument({ name: "name", description: "What people call it" })
    .addOption({ name: "attesterFee", description: "Fee of each attester that signs, as 0.01", defaultValue: "0" })
    .addOption({ name: "performerFee", description: "Fee of the performer of an approved task", defaultValue: "0" })
    .addOption({ name: "aggregatorFee", description: "Fee of the aggregator", defaultValue: "0" })
    .addOption(optional("expiry", "Block from which on tasks are refused; never if left out"))
    .addOption(optional("disputeBlocks", "Blocks before a task is final (0: no disputes)"))
    .addOption({ name: "minimumPower", description: "Least voting power, as 1.5", defaultValue: "0" })
    .addOption(optional("operators", "Who may perform and attest, as 1,4,7; everybody if left out"))
    .addFlag(credit)
    .setAction(() => import("./attestation/define.ts"))
    .build(),
  suiteTask("attestation:definition", "Shows a definition")
    .addPositionalArgument(definition)
    .setAction(() => import("./attestation/definition.ts"))
    .build(),
  suiteTask("attestation:set-power", "Sets the least voting power of performers, attesters and aggregators")
    .addPositionalArgument(definition)
    .addPositionalArgument(amount)
    .setAction(() => import("./attestation/setPower.ts"))
    .build(),
  suiteTask("attestation:set-operators", "Sets who may perform and attest")
    .addPositionalArgument(definition)
    .addOption(optional("operators", "Numbers, as 1,4,7; everybody if left out"))
    .setAction(() => import("./attestation/setOperators.ts"))
    .build(),
  suiteTask("attestation:set-pool", "Takes operators from another pool of the center")
    .addPositionalArgument(definition)
    .addPositionalArgument({ name: "pool", description: "The pool's number", type: ArgumentType.INT })
    .setAction(() => import("./attestation/setPool.ts"))
    .build(),
  suiteTask("attestation:set-quorum", "Raises the quorum, for good")
    .addPositionalArgument(definition)
    .addPositionalArgument({ name: "attesters", description: "Least number of signers", type: ArgumentType.INT })
    .addPositionalArgument({
      name: "approveBps",
      description: "Approval takes more than this share, of 10,000; 0 for two thirds",
      type: ArgumentType.INT,
    })
    .setAction(() => import("./attestation/setQuorum.ts"))
    .build(),
  suiteTask("attestation:set-currency", "Sets what rewards are paid in, before the first task")
    .addPositionalArgument(definition)
    .addOption(optional("token", "The token's address; native coin if left out"))
    .setAction(() => import("./attestation/setCurrency.ts"))
    .build(),
  suiteTask("attestation:set-hook", "Sets the contract that is called around each submission, or removes it")
    .addPositionalArgument(definition)
    .addOption(optional("hook", "The contract's address; none if left out"))
    .addOption(optional("gas", "Gas of each call, up to 1000000 (300000)"))
    .setAction(() => import("./attestation/setHook.ts"))
    .build(),
  suiteTask("attestation:set-election", "Enforces an election of performers, or none")
    .addPositionalArgument(definition)
    .addOption(
      optional("election", "round-robin, random, stake, reputation, consensus or an address; none if left out"),
    )
    .addOption(optional("epochBlocks", "Blocks that a leader leads, which are set first"))
    .setAction(() => import("./attestation/setElection.ts"))
    .build(),
  suiteTask("attestation:set-slashing", "Sets what offences cost, for tasks submitted later")
    .addPositionalArgument(definition)
    .addOption(optional("double", "For two contradicting votes, of 10,000 (0)"))
    .addOption(optional("incorrect", "For a vote on the losing side of an overturned task, of 10,000 (0)"))
    .addOption(optional("performer", "For performing a rejected or overturned task, of 10,000 (0)"))
    .addOption(optional("reporter", "Share of a slash for who reported it, of 10,000 (0)"))
    .addFlag({ name: "jails", description: "Two contradicting votes jail as well" })
    .setAction(() => import("./attestation/setSlashing.ts"))
    .build(),
  suiteTask("attestation:accept-terms", "Accepts a definition's current slashing terms for the account's operator")
    .addPositionalArgument(definition)
    .addOption(optional("hash", "Hash of the terms that were read; whatever they are now if left out"))
    .setAction(() => import("./attestation/acceptTerms.ts"))
    .build(),
  suiteTask("attestation:fund", "Adds money that pays rewards")
    .addPositionalArgument(definition)
    .addPositionalArgument(amount)
    .addFlag(credit)
    .setAction(() => import("./attestation/fund.ts"))
    .build(),
  suiteTask("attestation:defund", "Takes back money that nobody is owed, as credit")
    .addPositionalArgument(definition)
    .addPositionalArgument(amount)
    .setAction(() => import("./attestation/defund.ts"))
    .build(),
  suiteTask("attestation:retire", "Ends a definition and returns its deposit")
    .addPositionalArgument(definition)
    .setAction(() => import("./attestation/retire.ts"))
    .build(),
];

/** The life of a task. */
const lifeTasks: TaskDefinition[] = [
  suiteTask("attestation:perform", "Signs a task as its performer, and writes it to a file; sends nothing")
    .addPositionalArgument(definition)
    .addOption({ name: "proof", description: "The proof of the task", defaultValue: "" })
    .addOption({ name: "data", description: "What the consensus is about: text, or hex", defaultValue: "0x" })
    .addOption(optional("out", "The file; printed if left out"))
    .setAction(() => import("./attestation/perform.ts"))
    .build(),
  suiteTask("attestation:vote", "Signs a vote with a BLS key; sends nothing")
    .addPositionalArgument(taskFile)
    .addOption(optional("keyFile", "File of the BLS secret key; MUSTER_BLS_KEY if left out"))
    .addOption(optional("aggregator", "Account that may submit with the vote; not for disputes"))
    .addFlag({ name: "reject", description: "Votes against the task" })
    .addFlag({ name: "dispute", description: "Votes in the dispute about a challenged task" })
    .addOption(optional("votes", "File that the vote is added to; printed if left out"))
    .setAction(() => import("./attestation/vote.ts"))
    .build(),
  suiteTask("attestation:submit", "Submits a task with its quorum, as its aggregator")
    .addOption({ ...taskFile, type: ArgumentType.FILE_WITHOUT_DEFAULT, defaultValue: undefined })
    .addOption(optional("definition", "The definition's number, where there is no file"))
    .addOption({ name: "proof", description: "The proof of the task", defaultValue: "" })
    .addOption({ name: "data", description: "What the consensus is about: text, or hex", defaultValue: "0x" })
    .addOption(optional("performer", "Which of the network's accounts performed, where there is no file"))
    .addOption(votes)
    .addOption(optional("keyFiles", "Files of BLS secret keys to vote with, as a.key,b.key, in place of votes"))
    .addFlag({ name: "reject", description: "Submits the votes against the task" })
    .setAction(() => import("./attestation/submit.ts"))
    .build(),
  suiteTask("attestation:challenge", "Challenges a task in its dispute period, against the bond")
    .addPositionalArgument(id)
    .addFlag(credit)
    .setAction(() => import("./attestation/challenge.ts"))
    .build(),
  suiteTask("attestation:resolve", "Overturns a challenged task with the votes of its dispute")
    .addPositionalArgument(id)
    .addOption(votes)
    .setAction(() => import("./attestation/resolve.ts"))
    .build(),
  suiteTask("attestation:join", "Adds votes of a dispute to those that overturned its task")
    .addPositionalArgument(id)
    .addOption(votes)
    .setAction(() => import("./attestation/join.ts"))
    .build(),
  suiteTask("attestation:close", "Upholds a challenged task that nobody overturned in time")
    .addPositionalArgument(id)
    .setAction(() => import("./attestation/close.ts"))
    .build(),
  suiteTask("attestation:slash-double", "Slashes an operator that voted for both sides")
    .addPositionalArgument(taskFile)
    .addOption(votes)
    .setAction(() => import("./attestation/slashDouble.ts"))
    .build(),
  suiteTask("attestation:slash-incorrect", "Slashes an attester on the losing side of an overturned task")
    .addPositionalArgument(id)
    .addPositionalArgument({ name: "seat", description: "The attester's seat", type: ArgumentType.INT })
    .setAction(() => import("./attestation/slashIncorrect.ts"))
    .build(),
  suiteTask("attestation:slash-performer", "Slashes the performer of a rejected or overturned task")
    .addPositionalArgument(id)
    .setAction(() => import("./attestation/slashPerformer.ts"))
    .build(),
  suiteTask("attestation:claim", "Pays an operator what final tasks owe it, as credit")
    .addOption(optional("operator", "The operator's number; the account's own if left out"))
    .setAction(() => import("./attestation/claim.ts"))
    .build(),
];

/** Looking on, and leaders. */
const viewTasks: TaskDefinition[] = [
  suiteTask("attestation:show", "Shows a task: its quorum, its timeline, its money, and what it waits for")
    .addPositionalArgument(id)
    .setAction(() => import("./attestation/show.ts"))
    .build(),
  suiteTask("attestation:list", "Lists the newest tasks")
    .addOption(optional("definition", "Only tasks of this definition"))
    .addOption(optional("performer", "Only tasks of this account"))
    .addOption({ name: "limit", description: "How many", type: ArgumentType.INT, defaultValue: 20 })
    .setAction(() => import("./attestation/list.ts"))
    .build(),
  suiteTask("attestation:leader", "Shows whose turn it is to perform")
    .addPositionalArgument(definition)
    .addOption(optional("block", "The current block or a later one; the next if left out"))
    .addOption(
      optional("election", "round-robin, random, stake, reputation, consensus or an address; the enforced one"),
    )
    .setAction(() => import("./attestation/leader.ts"))
    .build(),
  suiteTask("attestation:request-seed", "Asks for the next seed of a definition's random election")
    .addPositionalArgument(definition)
    .setAction(() => import("./attestation/requestSeed.ts"))
    .build(),
  suiteTask("attestation:record-leader", "Records the leader of a term, signed by a quorum of the nodes' keys")
    .addPositionalArgument(definition)
    .addPositionalArgument({ name: "seat", description: "The leader's seat", type: ArgumentType.INT })
    .addOption(optional("term", "Number of the epoch; the next if left out"))
    .addOption(optional("keyFiles", "Files of the BLS secret keys that agree, as a.key,b.key"))
    .setAction(() => import("./attestation/recordLeader.ts"))
    .build(),
];

/** Work that a performer did and a quorum checked. */
export const attestationTasks: TaskDefinition[] = [...definitionTasks, ...lifeTasks, ...viewTasks];
