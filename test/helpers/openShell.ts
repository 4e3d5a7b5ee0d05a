import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { expect } from "chai";
import { JsonRpcProvider } from "ethers";

import { type ChildProcesses, type FinishedProcess, keepProcesses } from "./childProcesses.ts";
import { createTaskRunner, type TaskRunner } from "./createTaskRunner.ts";
import { freePort } from "./freePort.ts";
import { lineWith } from "./lineWith.ts";

const HARDHAT = [process.execPath, join("node_modules", "hardhat", "dist", "src", "cli.js")];
const NETWORK = ["--network", "localhost"];
const POLLING_MS = 100;

/** Somebody at a shell, with a chain of their own and the suite on it. */
export interface Shell {
  readonly provider: JsonRpcProvider;
  /** Path of the address book. */
  readonly book: string;
  readonly processes: ChildProcesses;
  /** Path of a file in a folder of its own. */
  path(file: string): string;
  /** Runs a task as one of the network's accounts, in this process, which is quick; returns what it printed. */
  task(account: number, name: string, ...words: string[]): Promise<string>;
  /** The same, however it ends. */
  tryTask: TaskRunner;
  /** Runs a task as one of the network's accounts by a process of its own; returns what it printed. */
  shellTask(account: number, ...words: string[]): Promise<string>;
  /** The same, however it ends. */
  tryShellTask(account: number, words: readonly string[], env?: readonly string[]): Promise<FinishedProcess>;
  /** Runs a script of the project; returns what it printed. */
  script(path: string): Promise<string>;
  /** Runs Hardhat on this chain; returns what it printed. */
  hardhat(...words: string[]): Promise<string>;
  /** Ends all processes, and removes what was written. */
  close(): Promise<void>;
}

/**
 * Opens a shell. Close it.
 *
 * @param name Of the folders, which stand beside those of other tests.
 */
export async function openShell(name: string): Promise<Shell> {
  const deployment = `demo-${name}-${process.pid}`;
  const book = join("deployments", deployment, "muster.json");
  const folder = mkdtempSync(join(tmpdir(), `muster-${name}-`));
  const port = await freePort();
  const rpcUrl = `http://127.0.0.1:${port}`;
  const provider = new JsonRpcProvider(rpcUrl, undefined, { cacheTimeout: -1, pollingInterval: POLLING_MS });
  const processes = keepProcesses({ MUSTER_RPC_URL: rpcUrl, MUSTER_DEPLOYMENT: deployment });
  const tryTask = await prepare().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const path = (file: string): string => join(folder, file);
  const own = { provider, book, processes, path };
  return { ...own, task, tryTask, shellTask, tryShellTask, script, hardhat, close };

  async function prepare(): Promise<TaskRunner> {
    await lineWith(processes.start([...HARDHAT, "node", "--port", String(port)]), "Started HTTP");
    await script("scripts/deploy/main.ts");
    return createTaskRunner({ rpcUrl, deployment: book });
  }

  async function task(account: number, named: string, ...words: string[]): Promise<string> {
    return succeeds([named, ...words], await tryTask(account, named, ...words));
  }

  async function shellTask(account: number, ...words: string[]): Promise<string> {
    return succeeds(words, await tryShellTask(account, words));
  }

  async function tryShellTask(account: number, words: readonly string[], env: readonly string[] = []) {
    const command = [...HARDHAT, ...words, "--account", String(account), ...NETWORK];
    return processes.run(env.length === 0 ? command : ["env", ...env, ...command]);
  }

  async function script(file: string): Promise<string> {
    return hardhat("run", "--no-compile", file);
  }

  async function hardhat(...words: string[]): Promise<string> {
    return succeeds(words, await processes.run([...HARDHAT, ...words, ...NETWORK]));
  }

  async function close(): Promise<void> {
    provider.destroy();
    await processes.end();
    rmSync(dirname(book), { recursive: true, force: true });
    rmSync(folder, { recursive: true });
    expect(processes.count()).to.equal(0);
  }
}

function succeeds(words: readonly string[], { code, output }: FinishedProcess): string {
  expect(code, `${words.join(" ")}\n${output}`).to.equal(0);
  return output;
}

/** Takes the chain back after each test of a suite to where it stood before. */
export function takesChainBack(shell: () => Shell): void {
  let snapshot: string;

  beforeEach(async () => {
    snapshot = (await shell().provider.send("evm_snapshot", [])) as string;
  });

  afterEach(async () => {
    await shell().provider.send("evm_revert", [snapshot]);
  });
}
