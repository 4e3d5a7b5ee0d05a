import { readFile } from "node:fs/promises";

/** Changes from a file, a JSON a line; none while the file is not there. */
export async function readChangeFile(path: string): Promise<readonly unknown[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as unknown);
}
