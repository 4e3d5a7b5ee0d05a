import { readFileSync } from "node:fs";
import { join } from "node:path";

import { listFiles } from "./listFiles.ts";
import { reportProblems } from "./reportProblems.ts";

const FUNCTION = /^ {4}function (\w+)\([^)]*\)([^{;]*)[{;]/gm;
const VARIABLE =
  /^ {4}(?:mapping\([^;]*?\)|[\w.]+(?:\[\w*\])*)((?:\s+(?:internal|private|public|transient))+)\s+(\w+)\s*[=;]/gm;

interface Member {
  index: number;
  name: string;
  modifiers: string;
}

/**
 * Says where a function or storage variable of a contract has an underscore that its visibility does not ask for, or
 * lacks it. solhint's own rule wants the underscore on constants too, and on the free functions of a type.
 */
export function findMisnamed(root: string): string[] {
  return listFiles(root, "contracts", ".sol").flatMap((file) => {
    const text = stripComments(readFileSync(join(root, file), "utf8"));
    if (!/^(abstract )?contract /m.test(text)) return [];
    return membersOf(text)
      .filter(({ name, modifiers }) => /\b(internal|private)\b/.test(modifiers) !== name.startsWith("_"))
      .map(({ index, name }) => {
        const change = name.startsWith("_") ? "may not start" : "must start";
        return `${file}:${text.slice(0, index).split("\n").length} ${name} ${change} with an underscore`;
      });
  });
}

function membersOf(text: string): Member[] {
  const functions = [...text.matchAll(FUNCTION)].map(({ index, 1: name = "", 2: modifiers = "" }) => ({
    index,
    name,
    modifiers,
  }));
  const variables = [...text.matchAll(VARIABLE)].map(({ index, 1: modifiers = "", 2: name = "" }) => ({
    index,
    name,
    modifiers,
  }));
  return [...functions, ...variables].sort((a, b) => a.index - b.index);
}

/** Blanks comments and keeps the lines. */
function stripComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, (comment) => comment.replaceAll(/[^\n]/g, " "));
}

if (import.meta.main) {
  reportProblems(findMisnamed(process.cwd()), "Every underscore tells the visibility.");
}
