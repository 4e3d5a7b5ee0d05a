import { availableParallelism } from "node:os";
import { posix } from "node:path";

import type { SolidityHooks } from "hardhat/types/hooks";
import type { HardhatPlugin } from "hardhat/types/plugins";
import type { Compiler } from "hardhat/types/solidity";

type CompilerInput = Parameters<Compiler["compile"]>[0];
type CompilerOutput = Awaited<ReturnType<Compiler["compile"]>>;

/** Below this many sources a second process costs more than it saves: each one parses and analyses everything. */
const FEWEST_SOURCES = 40;

/** A processor more than this saves little, and each compiler takes a gigabyte. */
const MOST_COMPILERS = 4;

/** What a part takes is only guessed: with several for each compiler, none waits long for the last one to end. */
const PARTS_PER_COMPILER = 3;

/** Of a library that others inline, only some functions are wanted. */
const INLINED = 0.35;

const importLine = /^\s*(?:import|}\s*from)\b[^"']*["']([^"']+)["']/gm;
const commentText = /\/\*[^]*?\*\/|\/\/.*$/gm;
const packageVersion = /^npm\/((?:@[^/]+\/)?[^/@]+)@[^/]+/;

/** What a file's code weighs where it is the root of what is compiled, and where others are made of it. */
function weigh(content: string): { asRoot: number; asPart: number } {
  const { length } = content;
  if (/^contract /m.test(content)) return { asRoot: length, asPart: 0 };
  if (/^abstract contract /m.test(content)) return { asRoot: 0, asPart: length };
  if (!/^library /m.test(content)) return { asRoot: 0, asPart: 0 };
  // Those that are linked are called, and no part of their callers.
  const isLinked = /\b(?:external|public)\b/.test(content);
  return isLinked ? { asRoot: length, asPart: 0 } : { asRoot: 0, asPart: length * INLINED };
}

/**
 * Splits the files into parts that are about as much to do.
 *
 * What a file costs is guessed by its code and all that it is made of.
 */
export function splitSources(sources: Record<string, { content: string }>, parts: number): string[][] {
  const byPackage = new Map(Object.keys(sources).map((name) => [name.replace(packageVersion, "$1"), name]));
  const weights = new Map<string | undefined, ReturnType<typeof weigh>>();
  const imports = new Map<string | undefined, (string | undefined)[]>();
  for (const [name, { content }] of Object.entries(sources)) {
    const paths = [...content.matchAll(importLine)].map(([, path]) => path as string);
    const find = (path: string) => (path.startsWith(".") ? posix.join(posix.dirname(name), path) : byPackage.get(path));
    imports.set(name, paths.map(find));
    weights.set(name, weigh(content.replaceAll(commentText, "")));
  }

  const costOf = (name: string) => {
    const { asRoot = 0 } = weights.get(name) ?? {};
    if (asRoot === 0) return 0;
    const seen = new Set<string | undefined>([name]);
    for (const file of seen) for (const imported of imports.get(file) ?? []) seen.add(imported);
    return [...seen].reduce((total, file) => total + (weights.get(file)?.asPart ?? 0), asRoot);
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
  const compilers = Math.min(availableParallelism(), MOST_COMPILERS);
  const isSmall = Object.keys(input.sources).length < FEWEST_SOURCES;
  if (isSmall || compilers === 1) return await next(context, compiler, input, config);

  const parts = splitSources(input.sources, compilers * PARTS_PER_COMPILER).filter((names) => names.length > 0);
  const outputs: CompilerOutput[] = [];
  const compileParts = async () => {
    for (let names = parts.shift(); names !== undefined; names = parts.shift()) {
      outputs.push(await compiler.compile(selectFiles(input, names)));
    }
  };
  await Promise.all(Array.from({ length: compilers }, compileParts));
  return mergeOutputs(outputs);
};

/** The build on every processor. The code that comes out is the same, to the byte, as from one compiler. */
export const compileInParts: HardhatPlugin = {
  id: "muster-compile-in-parts",
  hookHandlers: { solidity: () => Promise.resolve({ default: () => Promise.resolve({ invokeSolc: compile }) }) },
};
