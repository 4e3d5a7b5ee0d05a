import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Frees what nobody holds, and returns the bytes of all buffers that somebody does. */
export function collectGarbage(): number {
  collect();
  return process.memoryUsage().arrayBuffers;
}
