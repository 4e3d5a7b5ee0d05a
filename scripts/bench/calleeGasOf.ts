import type { Bench } from "./createBench.ts";

interface TraceStep {
  readonly depth: number;
  readonly op: string;
  readonly gas: number;
  readonly gasCost: number;
  readonly stack: readonly string[];
}

const ADDRESS_DIGITS = 40;

/**
 * Gas between a call's first step and its last, from the trace of a transaction. What the caller pays for calling is not
 * in it.
 *
 * @throws {Error} when the transaction did not call the address.
 */
export async function calleeGasOf(bench: Bench, hash: string, callee: string): Promise<number> {
  const options = { disableStorage: true, disableMemory: true };
  const request = { method: "debug_traceTransaction", params: [hash, options] };
  const { structLogs } = (await bench.connection.provider.request(request)) as { structLogs: readonly TraceStep[] };
  const wanted = callee.slice(2).toLowerCase();

  const at = structLogs.findIndex(({ op, stack }) => op === "CALL" && addressOf(stack.at(-2)) === wanted);
  const first = structLogs[at + 1];
  if (at === -1 || !first) throw new Error(`${hash} does not call ${callee}.`);
  const end = structLogs.findIndex(({ depth }, index) => index > at && depth < first.depth);
  const last = structLogs[end - 1] as TraceStep;
  return Number(first.gas) - Number(last.gas) + Number(last.gasCost);
}

function addressOf(word: string | undefined): string {
  return (word ?? "").replace(/^0x/, "").padStart(ADDRESS_DIGITS, "0").slice(-ADDRESS_DIGITS).toLowerCase();
}
