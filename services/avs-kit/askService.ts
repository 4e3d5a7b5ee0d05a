import type { JsonValue } from "../../sdk/definitions/taskDefinition.ts";
import { requestBytes } from "../requestBytes.ts";
import { RequestFailedError } from "../requestFailedError.ts";
import { ServiceAnswerError } from "./serviceAnswerError.ts";

/** Bytes; an answer has at most 4 KiB of data, as hex, and a proof. */
const DEFAULT_MAX_ANSWER_BYTES = 64 * 1024;
const MAX_MESSAGE_CHARACTERS = 200;

/** Where and how long to ask. */
export interface AskServiceOptions {
  /** Base address of the service. */
  readonly url: string;
  /** Milliseconds for the whole answer. */
  readonly timeoutMs: number;
  /** Bytes of the largest answer; 64 KiB by default. */
  readonly maxAnswerBytes?: number;
  readonly signal?: AbortSignal;
}

/**
 * Asks a service of an AVS, and believes only an answer of the wire format: status 200, JSON, `error: false`.
 *
 * @returns Its `data`, of any shape.
 * @throws ServiceAnswerError
 */
export async function askService(
  path: string,
  body: Readonly<Record<string, JsonValue>>,
  { url, timeoutMs, maxAnswerBytes = DEFAULT_MAX_ANSWER_BYTES, signal }: AskServiceOptions,
): Promise<unknown> {
  const { status, bytes } = await requestBytes({
    url: `${url.replace(/\/+$/, "")}${path}`,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    maxBytes: maxAnswerBytes,
    timeoutMs,
    signal,
  }).catch((error: unknown) => {
    if (error instanceof RequestFailedError) throw new ServiceAnswerError(url, error.reason, { cause: error });
    throw error;
  });

  const answer = parseObject(bytes);
  if (status !== 200) throw new ServiceAnswerError(url, `it answers ${status}${messageOf(answer)}`);
  if (answer === undefined) throw new ServiceAnswerError(url, "it answers with what is no JSON object");
  if (answer.error !== false) throw new ServiceAnswerError(url, `it answers with an error${messageOf(answer)}`);
  return answer.data;
}

function parseObject(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** What the service says about it: short, and without characters that write over a log. */
function messageOf(answer: Readonly<Record<string, unknown>> | undefined): string {
  if (typeof answer?.message !== "string") return "";
  return `: ${answer.message.slice(0, MAX_MESSAGE_CHARACTERS).replaceAll(/\p{C}/gu, " ")}`;
}
