import { stripVTControlCharacters } from "node:util";

export interface TestCounts {
  passed: number;
  failed: number;
}

/** Reads the totals that Mocha's spec reporter and Hardhat's Solidity runner print at the end: `N passing`, `N failing`. */
export function countTests(output: string): TestCounts {
  const text = stripVTControlCharacters(output);
  return { passed: lastTotal(text, "passing"), failed: lastTotal(text, "failing") };
}

/** The last one counts, since a test may print such a line itself. */
function lastTotal(text: string, word: string): number {
  const totals = [...text.matchAll(new RegExp(String.raw`^ +(\d+) ${word}(?: \(\S+\))?\s*$`, "gm"))];
  return Number(totals.at(-1)?.[1] ?? 0);
}
