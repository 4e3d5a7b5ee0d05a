import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Every file under a folder of the project, as sorted paths relative to the root, with forward slashes. */
export function listFiles(root: string, folder: string, suffix: string): string[] {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll("\\", "/").replace(/^\/+/, ""))
    .filter((path) => !path.includes("node_modules/"))
    .sort();
}
