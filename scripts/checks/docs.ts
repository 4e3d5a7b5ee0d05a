import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { listFiles } from "./listFiles.ts";
import { reportProblems } from "./reportProblems.ts";

interface Table {
  line: number;
  statusFile: string;
  edges: string[];
}

/** Pages that tell of no machine. */
const PAGES_WITHOUT_MACHINE = ["README.md", "sampling-economics.md"];

/**
 * Compares the status table of every page in `docs/lifecycles` with the `next` function it tells of. A table belongs to the
 * status file last named above it (`contracts/types/JobStatus.sol`), or else to the one the page is called after.
 */
export function findStaleDocs(root: string): string[] {
  return listFiles(root, "docs/lifecycles", ".md")
    .filter((page) => !PAGES_WITHOUT_MACHINE.includes(basename(page)))
    .flatMap((page) => checkPage(root, page));
}

function checkPage(root: string, page: string): string[] {
  const tables = readTables(page, readFileSync(join(root, page), "utf8"));
  if (tables.length === 0) return [`${page} has no table with the columns From and To`];

  return tables.flatMap(({ line, statusFile, edges }) => {
    if (!existsSync(join(root, statusFile))) return [`${page}:${line} there is no ${statusFile}`];
    const machine = readMachine(readFileSync(join(root, statusFile), "utf8"));
    if (machine === undefined) return [`${statusFile} has no next() of the form \`if (from == A) return set(B);\``];

    const missing = machine.filter((edge) => !edges.includes(edge));
    const extra = edges.filter((edge) => !machine.includes(edge));
    return [
      ...missing.map((edge) => `${page}:${line} the table leaves out ${edge} of ${statusFile}`),
      ...extra.map((edge) => `${page}:${line} the table has ${edge}, which ${statusFile} does not allow`),
    ];
  });
}

/** The edges that `next` allows, or nothing when a part of it cannot be read. */
function readMachine(source: string): string[] | undefined {
  const body = bodyOf(source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ""), "function next(");
  const branches = [...body.matchAll(/if \(([^{;]*?)\)\s*\{?\s*return\s+([^;]+);/g)].map(([, condition, targets]) => ({
    from: members(condition ?? "", /\bfrom == \w+\.(\w+)/g),
    to: members(targets ?? "", /\bset\(\w+\.(\w+)\)/g),
  }));

  const setsRead = branches.reduce((sum, { from, to }) => sum + (from.length > 0 ? to.length : 0), 0);
  if (setsRead === 0 || setsRead !== body.match(/\bset\(/g)?.length) return undefined;
  return branches.flatMap(({ from, to }) => from.flatMap((a) => to.map((b) => `${a} → ${b}`)));
}

/** The text between the braces of a function. */
function bodyOf(source: string, signature: string): string {
  const start = source.indexOf(signature);
  if (start < 0) return "";
  let depth = 0;
  for (let at = source.indexOf("{", start); at < source.length; at++) {
    if (source[at] === "{") depth++;
    if (source[at] === "}" && --depth === 0) return source.slice(start, at);
  }
  return "";
}

function members(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] as string);
}

/** The tables of a page whose first columns are From and To; a row that stays in its status is an action, no edge. */
function readTables(page: string, text: string): Table[] {
  return [...text.matchAll(/^\|\s*From\s*\|\s*To\s*\|.*(?:\n\|.*)*/gm)].map(({ index, 0: table }) => {
    const above = text.slice(0, index);
    const [, , ...rows] = table.split("\n");
    return {
      line: above.split("\n").length,
      statusFile:
        above.match(/contracts\/types\/\w+Status\.sol/g)?.at(-1) ??
        `contracts/types/${pascalCase(basename(page, ".md"))}Status.sol`,
      edges: rows
        .map((row) => row.split("|").map((cell) => cell.replaceAll(/[`*]/g, "").trim()))
        .filter(([, from, to]) => from !== to)
        .map(([, from, to]) => `${from} → ${to}`),
    };
  });
}

function pascalCase(name: string): string {
  return name.replaceAll(/(^|-)(\w)/g, (_match, _dash, letter: string) => letter.toUpperCase());
}

if (import.meta.main) {
  reportProblems(findStaleDocs(process.cwd()), "Every status table says what the contracts do.");
}
