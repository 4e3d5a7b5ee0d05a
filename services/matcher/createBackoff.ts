/** Most blocks between two attempts. */
const MAX_BLOCKS = 64;

/** When something that failed may be tried again: two blocks later, then four, and so on up to 64. */
export interface Backoff {
  isOver(key: string, head: number): boolean;
  fail(key: string, head: number): void;
  succeed(key: string): void;
  /** Forgets the keys that are not meant. */
  keep(isMeant: (key: string) => boolean): void;
}

export function createBackoff(): Backoff {
  const failures = new Map<string, { readonly count: number; readonly until: number }>();

  function fail(key: string, head: number): void {
    const count = (failures.get(key)?.count ?? 0) + 1;
    failures.set(key, { count, until: head + Math.min(2 ** count, MAX_BLOCKS) });
  }

  function keep(isMeant: (key: string) => boolean): void {
    for (const key of failures.keys()) if (!isMeant(key)) failures.delete(key);
  }

  return {
    isOver: (key, head) => head >= (failures.get(key)?.until ?? head),
    fail,
    succeed: (key) => void failures.delete(key),
    keep,
  };
}
