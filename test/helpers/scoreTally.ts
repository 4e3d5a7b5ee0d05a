import { hammingDistance } from "../../sdk/inference/scores/hammingDistance.ts";
import { compareScores } from "../../sdk/inference/scores/compareScores.ts";
import type { ScoreKind } from "../../sdk/inference/scores/scoreKind.ts";
import { formatTable } from "../../scripts/print/formatTable.ts";

const BLOCK_BYTES = 8;

/** Counts which nodes' scores are found alike to honest ones, and by how much. */
export interface ScoreTally {
  /** @param apart How far the answers are from each other, when that can be told; 0 when they are the same. */
  note(name: string, honest: Uint8Array, given: Uint8Array, apart?: () => number): void;
  /** How many answers of a node were found alike. */
  alike(name: string): number;
  /** How many of those were not the same. */
  falselyAlike(name: string): number;
  /** How far the farthest of those was. */
  farthestAlike(name: string): number;
  print(): void;
}

interface Entry {
  readonly isAlike: boolean;
  /** Whether every first block is close enough: that of the perceptual hash, for images. */
  readonly isLookAlike: boolean;
  /** Bits of the block that differs most; none when the lengths differ. */
  readonly worst: number | undefined;
  readonly apart: number;
}

export function createTally(kind: ScoreKind): ScoreTally {
  const entries = new Map<string, Entry[]>();
  const entriesOf = (name: string) => entries.get(name) ?? [];
  const alikeOf = (name: string) => entriesOf(name).filter(({ isAlike }) => isAlike);
  const farthestAlike = (name: string) => Math.max(0, ...alikeOf(name).map(({ apart }) => apart));
  const falselyAlike = (name: string) => alikeOf(name).filter(({ apart }) => apart > 0).length;

  function note(name: string, honest: Uint8Array, given: Uint8Array, apart = () => Infinity): void {
    const isAlike = compareScores(kind, honest, given);
    const entry = {
      isAlike,
      isLookAlike: compareScores(kind, firstHalves(honest), firstHalves(given)),
      worst: honest.length === given.length ? worstBlock(honest, given) : undefined,
      apart: isAlike ? apart() : Infinity,
    };
    entries.set(name, [...entriesOf(name), entry]);
  }

  function rowOf(name: string): string[] {
    const list = entriesOf(name);
    const worst = list.flatMap(({ worst }) => (worst === undefined ? [] : [worst])).sort((a, b) => a - b);
    const range = worst.length === 0 ? "other length" : `${worst[0]} to ${worst.at(-1)}`;
    const cells = [name, `${alikeOf(name).length}/${list.length}`, range];
    if (kind === "text") return cells;
    const looks = list.filter(({ isLookAlike }) => isLookAlike).length;
    return [...cells, `${falselyAlike(name)}`, farthestAlike(name).toFixed(2), `${looks}/${list.length}`];
  }

  function print(): void {
    const titles = ["alike", "worst block", "not the same", "levels apart", "by pHash alone"];
    const columns = titles.slice(0, kind === "text" ? 2 : titles.length).map((title) => ({ title, isNumber: true }));
    process.stdout.write(`\n${formatTable([{ title: "node" }, ...columns], [...entries.keys()].map(rowOf))}\n\n`);
  }

  return { note, alike: (name) => alikeOf(name).length, falselyAlike, farthestAlike, print };
}

function firstHalves(score: Uint8Array): Uint8Array {
  return score.filter((_, index) => index % (2 * BLOCK_BYTES) < BLOCK_BYTES);
}

function worstBlock(a: Uint8Array, b: Uint8Array): number {
  const blocks = Array.from({ length: a.length / BLOCK_BYTES }, (_, block) => block * BLOCK_BYTES);
  return Math.max(
    ...blocks.map((from) =>
      hammingDistance(a.subarray(from, from + BLOCK_BYTES), b.subarray(from, from + BLOCK_BYTES)),
    ),
  );
}
