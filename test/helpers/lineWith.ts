import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** Resolves with the first line that a process prints from now on in which a text occurs; rejects when it ends first. */
export async function lineWith(child: ChildProcess, text: string): Promise<string> {
  if (!child.stdout) throw new Error("The process prints nowhere.");
  const reader = createInterface({ input: child.stdout });
  try {
    return await new Promise((resolve, reject) => {
      reader.on("line", (line) => {
        if (line.includes(text)) resolve(line);
      });
      child.once("exit", (code) => reject(new Error(`The process ended with ${code} before it printed "${text}".`)));
    });
  } finally {
    reader.close();
    child.stdout.resume();
  }
}
