import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const PATIENCE_MS = 5_000;

/** A line of a service's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** A service as a process. */
export interface ServiceProcess {
  readonly name: string;
  readonly child: ChildProcess;
  /** Resolves once the service has said that it is ready. */
  readonly ready: Promise<LogLine>;
  /** Resolves when the service logs the event, from now on. */
  waitFor(event: string): Promise<LogLine>;
}

/** The processes of a demo: all of them end with it. */
export interface ProcessGroup {
  start(name: string, entry: string, env: Record<string, string>): ServiceProcess;
  adopt(child: ChildProcess): void;
  stopAll(): Promise<void>;
}

/** Creates a group whose services write their logs into a folder. */
export function createProcessGroup(logFolder: string): ProcessGroup {
  const children = new Set<ChildProcess>();

  function start(name: string, entry: string, env: Record<string, string>): ServiceProcess {
    const child = spawn(process.execPath, ["--import", "tsx", entry], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    adopt(child);
    const log = createWriteStream(join(logFolder, `${name}.log`), { flags: "a" });
    child.stderr.pipe(log, { end: false });
    const waiting: { event: string; resolve: (line: LogLine) => void }[] = [];
    createInterface({ input: child.stdout }).on("line", (text) => {
      log.write(`${text}\n`);
      const line = parse(text);
      for (const wait of waiting.filter(({ event }) => event === line.event)) {
        waiting.splice(waiting.indexOf(wait), 1);
        wait.resolve(line);
      }
    });

    function waitFor(event: string): Promise<LogLine> {
      return new Promise((resolve, reject) => {
        waiting.push({ event, resolve });
        child.once("exit", (code) =>
          reject(new Error(`${name} ended with ${code} before "${event}": see ${log.path}`)),
        );
      });
    }
    // Whoever waits may come later than the line; whoever does not wait need not hear of an early end.
    const ready = waitFor("ready");
    ready.catch(() => undefined);
    return { name, child, ready, waitFor };
  }

  function adopt(child: ChildProcess): void {
    children.add(child);
    child.once("exit", () => children.delete(child));
  }

  async function stopAll(): Promise<void> {
    const running = [...children];
    for (const child of running) child.kill("SIGTERM");
    const late = setTimeout(() => running.forEach((child) => child.kill("SIGKILL")), PATIENCE_MS);
    const isAlive = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;
    await Promise.all(running.filter(isAlive).map(async (child) => once(child, "exit")));
    clearTimeout(late);
  }

  return { start, adopt, stopAll };
}

function parse(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { event: "text", text };
  }
}
