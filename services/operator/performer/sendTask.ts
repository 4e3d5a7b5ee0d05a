import { requestBytes } from "../../requestBytes.ts";
import type { SignedTask } from "../tasks/signedTask.ts";
import { SendTaskError } from "./sendTaskError.ts";

const MAX_ANSWER_BYTES = 16 * 1024;

/** Where to send what. */
export interface SendTaskParameters {
  /** An aggregator's JSON-RPC address. */
  readonly url: string;
  readonly task: SignedTask;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Hands a task to an aggregator: `sendTask [proofOfTask, data, taskDefinitionId, performerAddress, signature]`.
 *
 * @returns The task's id, as the aggregator has it.
 * @throws {RequestFailedError} when it cannot be reached.
 * @throws {SendTaskError} when it refuses the task.
 */
export async function sendTask({ url, task, timeoutMs, signal }: SendTaskParameters): Promise<string> {
  const { proofOfTask, data, taskDefinitionId, taskPerformer } = task.info;
  const params = [proofOfTask, data, taskDefinitionId, taskPerformer, task.signature];
  const { bytes } = await requestBytes({
    url,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "sendTask", params }),
    maxBytes: MAX_ANSWER_BYTES,
    timeoutMs,
    ...(signal === undefined ? {} : { signal }),
  });
  const answer = parse(bytes);
  if (typeof answer?.result === "string") return answer.result;
  const { message, data: details } = answer?.error ?? {};
  throw new SendTaskError(url, message ?? "it answers with what is no JSON-RPC", details?.refusal ?? details?.code);
}

interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly message?: string; readonly data?: { readonly code?: string; readonly refusal?: string } };
}

function parse(bytes: Uint8Array): Answer | undefined {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8")) as Answer;
  } catch {
    return undefined;
  }
}
