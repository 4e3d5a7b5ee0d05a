import { readFileSync } from "node:fs";
import { join, posix } from "node:path";

import { listFiles } from "./listFiles.ts";
import { reportProblems } from "./reportProblems.ts";

/** The house: each room, and the rooms it may look at. Whatever is not written here is forbidden. */
const solidityArrows: Record<string, string[]> = {
  types: ["types"],
  libraries: ["types", "libraries"],
  interfaces: ["types", "libraries", "interfaces"],
  core: ["types", "libraries", "interfaces", "core"],
  lifecycles: ["types", "libraries", "interfaces", "its own lifecycle"],
  adapters: ["types", "libraries", "interfaces", "adapters"],
  periphery: ["types", "libraries", "interfaces", "core", "lifecycles", "adapters", "periphery"],
};

const typescriptArrows: Record<string, string[]> = {
  sdk: ["typechain-types", "deployments", "sdk"],
  services: ["sdk", "services", "typechain-types"],
  scripts: ["sdk", "services", "typechain-types", "deployments", "examples", "scripts"],
  tasks: ["sdk", "services", "typechain-types", "deployments", "scripts", "tasks"],
  examples: ["sdk", "services", "examples"],
};

/** An npm package that only one Solidity room may know. */
const vendorRooms: Record<string, string> = { "@chainlink": "adapters" };

interface Import {
  file: string;
  line: number;
  specifier: string;
}

/** Says by file and line which imports go against the arrows of the house. */
export function findArrowViolations(root: string): string[] {
  const solidity = listFiles(root, "contracts", ".sol").flatMap((file) => importsOf(root, file).map(checkSolidity));
  const typescript = Object.keys(typescriptArrows)
    .flatMap((room) => listFiles(root, room, ".ts"))
    .flatMap((file) => importsOf(root, file).map(checkTypescript));
  const circom = listFiles(root, "circuits", ".circom").flatMap((file) => importsOf(root, file).map(checkCircom));
  return [...solidity, ...typescript, ...circom].filter((violation) => violation !== undefined);
}

function importsOf(root: string, file: string): Import[] {
  const blank = (comment: string) => comment.replaceAll(/[^\n]/g, " ");
  const text = readFileSync(join(root, file), "utf8")
    .replaceAll(/^\s*\/\*[\s\S]*?\*\//gm, blank)
    .replaceAll(/^\s*\/\/.*$/gm, blank);
  const statement = /(?:\bfrom|\bimport\s*\(?|^\s*include)\s*["']([^"'\n]+)["']/gm;
  return [...text.matchAll(statement)].map((match) => ({
    file,
    line: text.slice(0, match.index + match[0].length).split("\n").length,
    specifier: match[1] as string,
  }));
}

function checkSolidity(found: Import): string | undefined {
  const room = roomOf(found.file);
  const target = resolveOurs(found, ["contracts", "test"]);
  if (target === undefined) return checkVendor(found, room);

  const allowed = solidityArrows[room];
  if (allowed === undefined) return violation(found, `contracts/${room} is not a room of the house`);
  if (!target.startsWith("contracts/")) return violation(found, `contracts may not look at ${target.split("/")[0]}`);
  if (allowed.includes(roomOf(target)) || isSameLifecycle(found.file, target)) return undefined;
  return violation(found, `${room} may not look at ${roomOf(target) === room ? "another lifecycle" : roomOf(target)}`);
}

/** `core` of `contracts/core/Escrow.sol`. */
function roomOf(file: string): string {
  return posix.dirname(file).split("/")[1] ?? "";
}

function isSameLifecycle(file: string, target: string): boolean {
  const lifecycle = /^contracts\/lifecycles\/[^/]+\//.exec(file)?.[0];
  return lifecycle !== undefined && target.startsWith(lifecycle);
}

function checkVendor(found: Import, room: string): string | undefined {
  const only = vendorRooms[found.specifier.split("/")[0] ?? ""];
  if (only === undefined || only === room) return undefined;
  return violation(found, `only ${only} may look at ${found.specifier.split("/")[0]}`);
}

function checkTypescript(found: Import): string | undefined {
  const target = resolveOurs(found, []);
  if (target === undefined || target === "package.json") return undefined;

  const room = found.file.split("/")[0] as string;
  const targetRoom = target.split("/")[0] as string;
  if (typescriptArrows[room]?.includes(targetRoom)) return undefined;
  return violation(found, `${room} may not look at ${targetRoom}`);
}

function checkCircom(found: Import): string | undefined {
  const target = resolveOurs(found, []);
  const isAllowed = target === undefined ? /(^|\/)circomlib\//.test(found.specifier) : target.startsWith("circuits/");
  // A relative path into node_modules is a vendor's too.
  return isAllowed || target?.startsWith("node_modules/circomlib/")
    ? undefined
    : violation(found, "circuits may look at circomlib only");
}

/** The path of an import from the root, or nothing when it names an npm package. */
function resolveOurs({ file, specifier }: Import, rootFolders: string[]): string | undefined {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(file), specifier);
  return rootFolders.includes(specifier.split("/")[0] ?? "") ? specifier : undefined;
}

function violation({ file, line, specifier }: Import, reason: string): string {
  return `${file}:${line} ${reason} (${specifier})`;
}

if (import.meta.main) {
  reportProblems(findArrowViolations(process.cwd()), "Every import follows the arrows.");
}
