import { BaseError } from "../../../sdk/errors/baseError.ts";
import { AggregatorRefusedError } from "../aggregator/aggregatorRefusedError.ts";
import { TaskRefusedError } from "../tasks/taskRefusedError.ts";
import { QueueFullError } from "../triggers/queueFullError.ts";
import { RPC_CODES, RpcError } from "./rpcError.ts";

/** An error as JSON-RPC has it. */
export interface DescribedError {
  readonly code: number;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What to tell of an error. Words of others may hold secrets, such as the key in a node's URL: they are not told. */
export function describeRpcError(error: unknown): DescribedError {
  if (error instanceof RpcError) return { code: error.rpcCode, message: error.message, data: error.data };
  if (error instanceof TaskRefusedError || error instanceof AggregatorRefusedError) {
    const code = error instanceof TaskRefusedError ? RPC_CODES.taskRefused : RPC_CODES.aggregatorRefused;
    const { task, refusal, details } = error;
    return { code, message: error.message, data: { code: error.code, refusal, task, ...details } };
  }
  if (error instanceof QueueFullError) {
    const { queue, limit } = error;
    return { code: RPC_CODES.queueFull, message: error.message, data: { code: error.code, queue, limit } };
  }
  if (error instanceof BaseError) {
    return { code: RPC_CODES.failed, message: error.message, data: { code: error.code } };
  }
  return { code: RPC_CODES.internal, message: "This node failed; its log says why", data: {} };
}
