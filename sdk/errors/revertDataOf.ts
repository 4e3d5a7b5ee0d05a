const MAX_DEPTH = 8;

/**
 * The return data of a revert, wherever the client that reported it has put it.
 *
 * ethers, Hardhat and the nodes behind them nest it under `data`, `error`, `info` or `cause`.
 *
 * @returns Hex data of at least one selector (4 bytes), or `undefined` when the error carries none.
 */
export function revertDataOf(error: unknown, depth = 0): string | undefined {
  if (typeof error === "string") return /^0x([0-9a-f]{2}){4,}$/i.test(error) ? error : undefined;
  if (typeof error !== "object" || error === null || depth > MAX_DEPTH) return undefined;

  for (const key of ["data", "error", "info", "cause"]) {
    const found = revertDataOf((error as Record<string, unknown>)[key], depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
