import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");
const BUILD = "circuits/build";

/** Where the compiler put what it made. */
export interface CompiledCircuit {
  readonly r1cs: string;
  readonly wasm: string;
}

/**
 * Compiles a circuit with all simplification, so that equal sources give equal constraints.
 *
 * @param name Of `circuits/<name>.circom`.
 */
export async function compileCircuit(name: string): Promise<CompiledCircuit> {
  mkdirSync(join(ROOT, BUILD), { recursive: true });
  const compiler = createRequire(import.meta.url).resolve("circom2/cli.js");
  // The compiler is WebAssembly, and sees the working directory and what is below it.
  const options = ["--r1cs", "--wasm", "--O2", "-l", "node_modules", "-o", BUILD];
  await run(process.execPath, [compiler, `circuits/${name}.circom`, ...options], { cwd: ROOT });
  return { r1cs: join(ROOT, BUILD, `${name}.r1cs`), wasm: join(ROOT, BUILD, `${name}_js`, `${name}.wasm`) };
}
