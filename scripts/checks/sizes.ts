import { readFileSync } from "node:fs";
import { join } from "node:path";

import { listFiles } from "./listFiles.ts";
import { reportProblems } from "./reportProblems.ts";

/** EIP-170 allows 24,576 bytes; the last KiB is kept for mending. */
const MAX_RUNTIME_BYTES = 24_576 - 1_024;
const MAX_SOURCE_LINES = 400;
const ROWS = 15;

interface Artifact {
  contractName: string;
  sourceName: string;
  deployedBytecode: string;
}

interface Size {
  name: string;
  bytes: number;
}

/** Says which of our contracts are too large to deploy with a KiB to spare, and which sources are too long to read. */
export function findOversized(root: string): string[] {
  const contracts = measureContracts(root)
    .filter(({ bytes }) => bytes > MAX_RUNTIME_BYTES)
    .map(({ name, bytes }) => `${name} has ${bytes} bytes of runtime code, ${MAX_RUNTIME_BYTES} are allowed`);
  const sources = listFiles(root, "contracts", ".sol")
    .map((file) => ({ file, lines: readFileSync(join(root, file), "utf8").trimEnd().split("\n").length }))
    .filter(({ lines }) => lines > MAX_SOURCE_LINES)
    .map(({ file, lines }) => `${file} has ${lines} lines, ${MAX_SOURCE_LINES} are allowed`);
  return [...contracts, ...sources];
}

/** The runtime size of everything of ours that has code, largest first. Interfaces and abstract contracts have none. */
export function measureContracts(root: string): Size[] {
  return listFiles(root, "artifacts/contracts", ".json")
    .map((file) => JSON.parse(readFileSync(join(root, file), "utf8")) as Partial<Artifact>)
    .filter((artifact): artifact is Artifact => isDeployable(artifact))
    .map(({ contractName, deployedBytecode }) => ({ name: contractName, bytes: (deployedBytecode.length - 2) / 2 }))
    .sort((a, b) => b.bytes - a.bytes);
}

function isDeployable({ deployedBytecode, sourceName }: Partial<Artifact>): boolean {
  return deployedBytecode !== undefined && deployedBytecode !== "0x" && !sourceName?.endsWith(".t.sol");
}

if (import.meta.main) {
  const sizes = measureContracts(process.cwd());
  for (const { name, bytes } of sizes.slice(0, ROWS)) {
    console.log(`${String(bytes).padStart(7)}  ${String(MAX_RUNTIME_BYTES - bytes).padStart(7)} to spare  ${name}`);
  }
  reportProblems(findOversized(process.cwd()), `All ${sizes.length} contracts with code fit.`);
}
