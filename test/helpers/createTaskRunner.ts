import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import { ArgumentType } from "hardhat/types/arguments";
import type { Task } from "hardhat/types/tasks";

import config from "../../hardhat.config.ts";

/** What the project's tasks are run against. */
export interface TaskRunnerParameters {
  /** URL of the chain. */
  readonly rpcUrl: string;
  /** Path of the address book. */
  readonly deployment: string;
}

/** How a task ended. */
export interface TaskRun {
  /** As a process would end with. */
  readonly code: number;
  /** What it printed, errors included. */
  readonly output: string;
}

/** Runs a task: its name and its words, as one of the network's accounts. One at a time. */
export type TaskRunner = (account: number, name: string, ...words: string[]) => Promise<TaskRun>;

/**
 * Runs the project's tasks in this process, by the words that a shell would pass: each start of a process of its own
 * would take seconds.
 */
export async function createTaskRunner({ rpcUrl, deployment }: TaskRunnerParameters): Promise<TaskRunner> {
  const networks = { ...config.networks, localhost: { type: "http", chainType: "l1", url: rpcUrl } as const };
  const hre = await createHardhatRuntimeEnvironment({ ...config, networks }, { network: "localhost" }, process.cwd());

  return async (account, name, ...words) => {
    const task = hre.tasks.getTask(name);
    const given = { ...readWords(task, words), account, deployment };
    return capture(async () => void (await task.run(given)));
  };
}

/** What a task is told by words: those that belong to no option are its positional arguments, in order. */
function readWords(task: Task, words: readonly string[]): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  const loose: string[] = [];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith("--")) {
      loose.push(word);
      continue;
    }
    const option = task.options.get(camelCase(word.slice(2)));
    if (option === undefined) throw new Error(`${task.id.join(" ")} has no option ${word}.`);
    given[option.name] = option.type === ArgumentType.FLAG ? true : valueOf(option.type, rest.shift() ?? "");
  }
  for (const { name, type, isVariadic } of task.positionalArguments) {
    const taken = loose.splice(0, isVariadic ? loose.length : 1).map((word) => valueOf(type, word));
    if (taken.length > 0) given[name] = isVariadic ? taken : taken[0];
  }
  if (loose.length > 0) throw new Error(`${task.id.join(" ")} does not know what ${loose.join(" ")} is.`);
  return given;
}

function valueOf(type: ArgumentType, word: string): string | number {
  return type === ArgumentType.INT ? Number(word) : word;
}

function camelCase(word: string): string {
  return word.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Keeps what is printed meanwhile, and the code, from the process of the tests. */
async function capture(run: () => Promise<void>): Promise<TaskRun> {
  const streams = [process.stdout, process.stderr];
  const originals = streams.map((stream) => stream.write);
  const codeBefore = process.exitCode;
  let output = "";
  for (const stream of streams) {
    stream.write = ((chunk: string | Uint8Array) => {
      output += String(chunk);
      return true;
    }) as typeof stream.write;
  }
  process.exitCode = 0;
  try {
    await run();
    return { code: Number(process.exitCode), output };
  } finally {
    for (const [index, stream] of streams.entries()) stream.write = originals[index]!;
    process.exitCode = codeBefore;
  }
}
