import { RelayError } from "./relayError.ts";

/** What to ask of which relay. */
export interface AskRelayParameters {
  /** Base address. */
  readonly relay: string;
  readonly path: string;
  readonly init?: RequestInit;
  /** Milliseconds until the answer begins. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Asks a relay; redirects are not followed.
 *
 * @throws {RelayError} when it is not reached in time (`RELAY_UNREACHABLE`), or refuses (its own code).
 */
export async function askRelay(parameters: AskRelayParameters): Promise<Response> {
  const { relay, path, init = {}, timeoutMs, signal } = parameters;
  const timeout = AbortSignal.timeout(timeoutMs);
  const ending = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
  const url = `${relay.replace(/\/+$/, "")}${path}`;
  const answer = await fetch(url, { ...init, redirect: "error", signal: ending }).catch((cause: unknown) => {
    const reason = timeout.aborted ? `no answer in ${timeoutMs} ms` : String((cause as Error).message);
    throw new RelayError(relay, "RELAY_UNREACHABLE", reason, undefined, { cause });
  });
  if (answer.ok) return answer;

  const { code, message } = await readError(answer);
  throw new RelayError(relay, code, message, answer.status);
}

async function readError(answer: Response): Promise<{ code: string; message: string }> {
  try {
    const { error } = (await answer.json()) as { error: { code: string; message: string } };
    return { code: String(error.code), message: String(error.message) };
  } catch {
    return { code: "RELAY_REFUSED", message: `it answers ${answer.status}` };
  }
}
