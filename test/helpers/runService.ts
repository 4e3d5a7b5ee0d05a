import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/**
 * Runs the process of a service, and hands out the lines of its log as they come.
 *
 * @param name Folder under `services`.
 * @param env All of its environment.
 */
export function runService(name: string, env: Readonly<Record<string, string>>, flags: readonly string[] = []) {
  const command = ["--import", "tsx", join("services", name, "main.ts"), ...flags];
  const child = spawn(process.execPath, command, { env, stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exited = once(child, "exit");

  /** The next line of an event, and of a key that begins so where one is wanted. */
  async function next(event: string, key = ""): Promise<Record<string, unknown>> {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`The process ended without logging ${event}`);
      const line = JSON.parse(value) as Record<string, unknown>;
      if (line.event === event && String(line.key ?? "").startsWith(key)) return line;
    }
  }

  return { child, next, exited };
}
