import type { Meter } from "./createMeter.ts";
import type { requestOnce, ScriptRequest, ScriptResponse } from "./requestOnce.ts";
import type { ScriptRun } from "./scriptRun.ts";

/** Connections at a time: a script that asks for a thousand things at once waits for them one after another. */
const MOST_AT_ONCE = 8;

/** What becomes of a request. */
export type RequestAnswer = ScriptResponse | Error;

type Waiting = { readonly request: ScriptRequest; readonly answer: (answer: RequestAnswer) => void };

/** Counts a script's requests, makes a few at a time, and says when one is done. */
export function createRequestQueue(
  { limits, allowsPrivateNetwork }: ScriptRun,
  meter: Meter,
  send: typeof requestOnce,
) {
  const ending = new AbortController();
  const waiting: Waiting[] = [];
  let count = 0;
  let open = 0;
  let wake = () => {};

  function startNext(): void {
    const next = open < MOST_AT_ONCE ? waiting.shift() : undefined;
    if (next === undefined) return;
    open += 1;
    const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(limits.requestTimeoutMs)]);
    const settle = (answer: RequestAnswer) => {
      open -= 1;
      if (ending.signal.aborted) return;
      next.answer(answer);
      startNext();
      wake();
    };
    const terms = { allowsPrivateNetwork, maxBytes: limits.responseBytes, signal };
    send(next.request, terms).then(settle, (error: unknown) => settle(describe(error, signal)));
  }

  return {
    /** @throws {Error} when it is one too many; the script is over then. */
    add(request: ScriptRequest, answer: Waiting["answer"]): void {
      if (!meter.check("networkRequests", count + 1)) throw new Error("no request is left");
      count += 1;
      waiting.push({ request, answer });
      startNext();
    },
    count: () => count,
    isIdle: () => open === 0,
    /** Resolves when a request is done, or after so many milliseconds. */
    nextAnswer: (timeoutMs: number) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    /** Drops what is under way. */
    stop: () => ending.abort(),
  };
}

function describe(error: unknown, signal: AbortSignal): Error {
  if (signal.aborted) return new Error("the request timed out");
  return error instanceof Error ? error : new Error(String(error));
}
