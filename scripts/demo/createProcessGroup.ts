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
  /** Resolves with the first line of the event, whether it was logged already or comes later. */
  first(event: string): Promise<LogLine>;
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
    const seen = new Map<string, LogLine>();
    const waiting: { event: string; resolve: (line: LogLine) => void }[] = [];
    createInterface({ input: child.stdout }).on("line", (text) => {
      log.write(`${text}\n`);
      const line = parse(text);
      const event = String(line.event);
      if (!seen.has(event)) seen.set(event, line);
      for (const wait of waiting.filter((each) => each.event === event)) {
        waiting.splice(waiting.indexOf(wait), 1);
        wait.resolve(line);
      }
    });

    function first(event: string): Promise<LogLine> {
      const known = seen.get(event);
      if (known) return Promise.resolve(known);
      return new Promise((resolve, reject) => {
        waiting.push({ event, resolve });
        child.once("exit", (code) =>
          reject(new Error(`${name} ended with ${code} before "${event}": see ${log.path}`)),
        );
      });
    }
    return { name, child, first };
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
