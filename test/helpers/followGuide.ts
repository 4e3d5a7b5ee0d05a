import type { ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { expect } from "chai";

import type { ChildProcesses } from "./childProcesses.ts";
import type { GuideBlock } from "./readGuide.ts";

/** Where a reader works. */
export interface FollowGuideParameters {
  readonly processes: ChildProcesses;
  /** The reader's folder, where files are written. */
  readonly folder: string;
}

/** Does what a reader does, from top to bottom; terminals in a row are opened at once. Returns the kinds of blocks. */
export async function followGuide(
  blocks: readonly GuideBlock[],
  { processes, folder }: FollowGuideParameters,
): Promise<string[]> {
  const settings = blocks.filter(({ kind }) => kind === "settings").map(({ text }) => text);
  const shell = (text: string): string[] => ["sh", "-euc", [...settings, text].join("\n")];
  const done: string[] = [];
  const terminals: Promise<void>[] = [];
  let output = "";
  for (const { kind, name, text } of blocks) {
    if (kind === "file") writeFileSync(join(folder, basename(name)), text);
    if (kind === "terminal") terminals.push(printed(processes.start(shell(text)), name));
    if (kind === "command") {
      await Promise.all(terminals);
      output = await succeed(processes, shell(text));
    }
    if (kind === "output") expect(output).to.match(patternOf(text));
    done.push(kind);
  }
  return done;
}

async function succeed(processes: ChildProcesses, command: readonly string[]): Promise<string> {
  const { code, output } = await processes.run(command);
  expect(code, `${command.at(-1)}\n${output}`).to.equal(0);
  return output;
}

/** Output as the guide shows it; an ellipsis stands for anything on its line. */
function patternOf(text: string): RegExp {
  const literal = text.trimEnd().replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll(/ *…/g, ".*")} *$`, "m");
}

/** Resolves when a process prints a text; rejects, with what it printed instead, when it ends first. */
async function printed(child: ChildProcess, text: string): Promise<void> {
  let output = "";
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes(text)) resolve();
      });
    }
    child.once("close", (code) => reject(new Error(`Ended with ${code} before it printed "${text}":\n${output}`)));
  });
}
