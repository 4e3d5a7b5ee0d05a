import { hammingDistance } from "../../sdk/inference/scores/hammingDistance.ts";
import type { TaskParameters } from "../../sdk/inference/parameters/taskParameters.ts";
import { compareScores } from "../../sdk/inference/scores/compareScores.ts";
import { formatTable } from "../../scripts/print/formatTable.ts";

const BLOCK_BYTES = 8;

/** Counts which nodes' scores are found alike to honest ones, and by how much. */
export interface ScoreTally {
  note(name: string, honest: Uint8Array, given: Uint8Array): void;
  /** How many tasks of a node were found alike. */
  alike(name: string): number;
  print(): void;
}

interface Entry {
  readonly isAlike: boolean;
  /** Whether every first block is close enough: that of the perceptual hash, for images. */
  readonly isLookAlike: boolean;
  /** Bits of the block that differs most; none when the lengths differ. */
  readonly worst: number | undefined;
}

export function createTally(kind: TaskParameters["kind"]): ScoreTally {
  const entries = new Map<string, Entry[]>();

  function note(name: string, honest: Uint8Array, given: Uint8Array): void {
    const entry = {
      isAlike: compareScores(kind, honest, given),
      isLookAlike: compareScores(kind, firstHalves(honest), firstHalves(given)),
      worst: honest.length === given.length ? worstBlock(honest, given) : undefined,
    };
    entries.set(name, [...(entries.get(name) ?? []), entry]);
  }

  function rowOf([name, list]: [string, Entry[]]): string[] {
    const count = (is: (entry: Entry) => boolean) => `${list.filter(is).length}/${list.length}`;
    const worst = list.flatMap(({ worst }) => (worst === undefined ? [] : [worst])).sort((a, b) => a - b);
    const range = worst.length === 0 ? "other length" : `${worst[0]} to ${worst.at(-1)}`;
    const looks = kind === "image" ? [count(({ isLookAlike }) => isLookAlike)] : [];
    return [name, count(({ isAlike }) => isAlike), range, ...looks];
  }

  function print(): void {
    const looks = kind === "image" ? [{ title: "by pHash alone", isNumber: true }] : [];
    const columns = [{ title: "node" }, { title: "alike", isNumber: true }, { title: "worst block", isNumber: true }];
    process.stdout.write(`\n${formatTable([...columns, ...looks], [...entries].map(rowOf))}\n\n`);
  }

  return { note, alike: (name) => (entries.get(name) ?? []).filter(({ isAlike }) => isAlike).length, print };
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
