import type { Meter } from "./createMeter.ts";

/** A job's storage while a script runs. */
export interface ScriptStorage {
  readonly get: (key: string) => string | undefined;
  /** @throws {Error} when it is more than the job may keep; the script is over then. */
  readonly set: (key: string, value: string) => void;
  readonly remove: (key: string) => void;
  readonly keys: () => string[];
  readonly entries: () => Record<string, string>;
  /** Bytes of all keys and values. */
  readonly bytes: () => number;
}

/** Creates a storage of what earlier executions left. */
export function createScriptStorage(initial: Readonly<Record<string, string>>, meter: Meter): ScriptStorage {
  const values = new Map(Object.entries(initial));
  let bytes = [...values].reduce((sum, [key, value]) => sum + sizeOf(key, value), 0);

  const sizeAt = (key: string) => {
    const value = values.get(key);
    return value === undefined ? 0 : sizeOf(key, value);
  };
  return {
    get: (key) => values.get(key),
    set(key, value) {
      if (key === "") throw new Error("a key of the storage has at least one character");
      const wanted = bytes - sizeAt(key) + sizeOf(key, value);
      if (!meter.check("storage", wanted)) throw new Error("the storage is full");
      bytes = wanted;
      values.set(key, value);
    },
    remove(key) {
      bytes -= sizeAt(key);
      values.delete(key);
    },
    keys: () => [...values.keys()],
    entries: () => Object.fromEntries(values),
    bytes: () => bytes,
  };
}

function sizeOf(key: string, value: string): number {
  return Buffer.byteLength(key) + Buffer.byteLength(value);
}
