import { availableParallelism } from "node:os";

import type { SolidityHooks } from "hardhat/types/hooks";
import type { HardhatPlugin } from "hardhat/types/plugins";
import type { Compiler } from "hardhat/types/solidity";

type CompilerInput = Parameters<Compiler["compile"]>[0];
type CompilerOutput = Awaited<ReturnType<Compiler["compile"]>>;

/** Below this many sources a second process costs more than it saves: each one parses and analyses everything. */
const FEWEST_SOURCES = 40;

/** A processor more than this saves little, and each compiler takes a gigabyte. */
const MOST_PARTS = 4;

/** Interfaces, abstract contracts and types make no code of their own. */
const makesCode = /^(?:contract|library) /m;

const importLine = /^\s*(?:import|}\s*from)\b[^"']*["']([^"']+)["']/gm;

/**
 * Splits the files among compilers so that each has about as much to do.
 *
 * What a file costs is guessed by its text and all that it imports.
 */
export function splitSources(sources: Record<string, { content: string }>, parts: number): string[][] {
  const byEnding = new Map(Object.keys(sources).map((name) => [name.split("/").slice(-2).join("/"), name]));
  const importsOf = (name: string) =>
    [...(sources[name]?.content ?? "").matchAll(importLine)]
      .map(([, path]) => byEnding.get((path as string).split("/").slice(-2).join("/")))
      .filter((found) => found !== undefined);

  const costOf = (name: string) => {
    if (!makesCode.test(sources[name]?.content ?? "")) return 0;
    const seen = new Set([name]);
    for (const file of seen) for (const imported of importsOf(file)) seen.add(imported);
    return [...seen].reduce((total, file) => total + (sources[file]?.content.length ?? 0), 0);
  };

  const loads = Array.from({ length: parts }, () => ({ cost: 0, names: [] as string[] }));
  const costs = Object.keys(sources).map((name) => ({ name, cost: costOf(name) }));
  for (const { name, cost } of costs.sort((a, b) => b.cost - a.cost || a.name.localeCompare(b.name))) {
    const lightest = loads.reduce((best, load) => (load.cost < best.cost ? load : best));
    lightest.names.push(name);
    lightest.cost += cost;
  }
  return loads.map(({ names }) => names);
}

/** Asks only for the code of these files; everything is analysed all the same, so that names and ids agree. */
function selectFiles(input: CompilerInput, names: string[]): CompilerInput {
  const all = input.settings.outputSelection["*"] ?? {};
  const perFile = Object.fromEntries(names.map((name) => [name, all]));
  return { ...input, settings: { ...input.settings, outputSelection: perFile } };
}

/** Every compiler tells of every source, but the syntax tree only of those that it was asked for. */
function mergeSources(outputs: CompilerOutput[]): CompilerOutput["sources"] {
  const all = outputs.flatMap(({ sources }) => Object.entries(sources));
  const asked = all.filter(([, source]) => source.ast !== undefined);
  return Object.fromEntries([...all, ...asked]);
}

function mergeOutputs(outputs: CompilerOutput[]): CompilerOutput {
  const messages = outputs.flatMap(({ errors }) => errors ?? []);
  const distinct = [...new Map(messages.map((message) => [message.formattedMessage, message])).values()];
  return {
    ...(distinct.length > 0 && { errors: distinct }),
    sources: mergeSources(outputs),
    contracts: Object.assign({}, ...outputs.map(({ contracts }) => contracts)) as CompilerOutput["contracts"],
  };
}

/** Compiles with as many processes as there are processors: the compiler itself uses one. */
const compile: SolidityHooks["invokeSolc"] = async (context, compiler, input, config, next) => {
  const parts = Math.min(availableParallelism(), MOST_PARTS);
  const isSmall = Object.keys(input.sources).length < FEWEST_SOURCES;
  if (isSmall || parts === 1) return await next(context, compiler, input, config);

  const shares = splitSources(input.sources, parts);
  return mergeOutputs(await Promise.all(shares.map((names) => compiler.compile(selectFiles(input, names)))));
};

/** The build on every processor. The code that comes out is the same, to the byte, as from one compiler. */
export const compileInParts: HardhatPlugin = {
  id: "muster-compile-in-parts",
  hookHandlers: { solidity: () => Promise.resolve({ default: () => Promise.resolve({ invokeSolc: compile }) }) },
};
