import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** Processes of a test, each with all that it starts itself. None of them outlives the test's own process. */
export interface ChildProcesses {
  /** Starts one, and leaves it running. */
  start(command: readonly string[]): ChildProcess;
  /** Runs one to its end. */
  run(command: readonly string[]): Promise<FinishedProcess>;
  /** Ends those that still run, and resolves when the last of them is gone. */
  end(): Promise<void>;
  /** How many still run. */
  count(): number;
}

/** What is left of a process. */
export interface FinishedProcess {
  readonly code: number | null;
  /** What it printed, errors included. */
  readonly output: string;
}

/**
 * Keeps the processes of a test.
 *
 * @param env Added to the environment of each.
 */
export function keepProcesses(env: Readonly<Record<string, string>>): ChildProcesses {
  const running = new Set<ChildProcess>();
  process.once("exit", killAll);

  function start([file = "", ...args]: readonly string[]): ChildProcess {
    // A group of its own, so that what it starts can be ended with it.
    const child = spawn(file, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    running.add(child);
    child.once("close", () => running.delete(child));
    return child;
  }

  async function run(command: readonly string[]): Promise<FinishedProcess> {
    const child = start(command);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, output };
  }

  async function end(): Promise<void> {
    const closed = [...running].map((child) => once(child, "close"));
    killAll();
    await Promise.all(closed);
    process.off("exit", killAll);
  }

  function killAll(): void {
    for (const { pid } of running) if (pid !== undefined) killGroup(pid);
  }

  return { start, run, end, count: () => running.size };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // It ended by itself in the meantime.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
