import { ResultMalformedError } from "./resultMalformedError.ts";

const MAX_FILES = 255;
/** No slashes, no leading dots, and no capitals, which some disks do not tell from small letters. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;
/** Names that some disks keep for devices, whatever follows a dot. */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/;

/**
 * Says that names are safe to write into a folder, and sorted, and that none is there twice.
 *
 * @throws ResultMalformedError
 */
export function assertFileNames(names: readonly string[]): void {
  if (names.length === 0 || names.length > MAX_FILES) {
    throw new ResultMalformedError(`it has ${names.length} files, and may have 1 to ${MAX_FILES}`);
  }
  for (const [index, name] of names.entries()) {
    if (!NAME.test(name) || DEVICE.test(name) || name.endsWith(".")) {
      throw new ResultMalformedError(`${JSON.stringify(name.slice(0, 64))} is no name for a file`);
    }
    const before = names[index - 1];
    if (before !== undefined && before >= name) throw new ResultMalformedError(`${name} comes after ${before}`);
  }
}
