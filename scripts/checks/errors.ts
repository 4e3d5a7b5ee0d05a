import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { listFiles } from "./listFiles.ts";
import { reportProblems } from "./reportProblems.ts";

/** What tests several rooms at once; otherwise the folders of the tests are called as those of the contracts. */
const SHARED_TESTS = ["behaviors", "solidity"];

const DECLARATION = /^ *error (\w+)\(([^)]*)\);/gm;
const THROW = /\brevert\s+(?:\w+\.)?(\w+)\(/g;
/** The error's name as it stands in the call; a variable in its place is the matter of `TABLE_ROW`. */
const EXPECTATION = /\.revertedWithCustomError\([^"]*?"(\w+)",?\s*\)(\s*\.withArgs\()?/g;
const TABLE_LOOP = /\.revertedWithCustomError\(\s*\w+,\s*\w+,?\s*\)\s*\.withArgs\(\s*\.\.\./;
const TABLE_ROW = /"(\w+)",\s*\[/g;
/** Of a call that may fail, an event keeps the error's bytes. */
const ENCODED = /\.encodeErrorResult\(\s*"(\w+)",\s*\S/g;
const SOLIDITY_EXPECTATION = /\.expectRevert\(\s*abi\.encodeWithSelector\(\s*(\w+)\.selector,/g;

interface DeclaredError {
  file: string;
  name: string;
  hasValues: boolean;
}

/**
 * Says which errors that the contracts throw no test expects with their values, and where a test leaves the values out.
 *
 * It reads what the tests say; that they say it of code that runs is for the tests to show. An interface may be ahead of
 * its contract: what is not thrown yet cannot be expected.
 */
export function findUntestedErrors(root: string): string[] {
  const sources = listFiles(root, "contracts", ".sol").map((file) => ({ file, text: read(root, file) }));
  const declared = sources.flatMap(({ file, text }) => errorsOf(file, text));
  const thrown = new Set(sources.flatMap(({ text }) => namesIn(text, THROW)));
  const withValues = new Set(declared.filter(({ hasValues }) => hasValues).map(({ name }) => name));
  const texts = testsOf(root).map((file) => ({ file, text: read(root, file) }));

  const bare = texts.flatMap(({ file, text }) =>
    [...text.matchAll(EXPECTATION)]
      .filter(([, name = "", values]) => withValues.has(name) && values === undefined)
      .map(({ index, 1: name }) => `${file}:${lineOf(text, index)} expects ${name} without its values`),
  );
  const expected = new Set(texts.flatMap(({ text }) => expectedIn(text, withValues)));
  const untested = declared
    .filter(({ name }) => thrown.has(name) && !expected.has(name))
    .map(({ file, name }) => `${file} ${name} is expected by no test`);
  return [...untested, ...bare];
}

function errorsOf(file: string, text: string): DeclaredError[] {
  return [...text.matchAll(DECLARATION)].map(([, name = "", values = ""]) => ({
    file,
    name,
    hasValues: values.trim() !== "",
  }));
}

/** The tests of contracts; those of other rooms make errors up. */
function testsOf(root: string): string[] {
  const rooms = readdirSync(join(root, "contracts"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  return [...rooms, ...SHARED_TESTS].flatMap((room) => {
    const folder = `test/${room}`;
    return [...listFiles(root, folder, ".ts"), ...listFiles(root, folder, ".sol")];
  });
}

/** The errors that a test expects with their values, or by name if they have none. */
function expectedIn(text: string, withValues: ReadonlySet<string>): string[] {
  const direct = [...text.matchAll(EXPECTATION)]
    .filter(([, name = "", values]) => !withValues.has(name) || values !== undefined)
    .map(([, name = ""]) => name);
  const encoded = [ENCODED, SOLIDITY_EXPECTATION].flatMap((pattern) => namesIn(text, pattern));
  const rows = TABLE_LOOP.test(text) ? namesIn(text, TABLE_ROW) : [];
  return [...direct, ...encoded, ...rows];
}

function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = ""]) => name);
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

/** A file with its comments blanked and its lines kept. */
function read(root: string, file: string): string {
  const blank = (comment: string) => comment.replaceAll(/[^\n]/g, " ");
  return readFileSync(join(root, file), "utf8")
    .replaceAll(/^\s*\/\*[\s\S]*?\*\//gm, blank)
    .replaceAll(/^\s*\/\/.*$/gm, blank);
}

if (import.meta.main) {
  reportProblems(findUntestedErrors(process.cwd()), "Every error is expected with its values.");
}
