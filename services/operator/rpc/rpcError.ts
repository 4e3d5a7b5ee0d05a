import { BaseError } from "../../../sdk/errors/baseError.ts";

/** Codes of JSON-RPC 2.0, and our own between -32000 and -32099. */
export const RPC_CODES = {
  parse: -32_700,
  request: -32_600,
  method: -32_601,
  params: -32_602,
  internal: -32_603,
  failed: -32_000,
  busy: -32_005,
  unauthorized: -32_006,
  taskRefused: -32_010,
  aggregatorRefused: -32_011,
  queueFull: -32_012,
  noTrigger: -32_013,
} as const;

/** Thrown when a call of the JSON-RPC interface cannot be answered. */
export class RpcError extends BaseError {
  /** For the wire. */
  readonly rpcCode: number;
  /** The offending values, for machines. */
  readonly data: Readonly<Record<string, unknown>>;

  constructor(rpcCode: number, message: string, data: Readonly<Record<string, unknown>> = {}) {
    super("RPC", message);
    this.rpcCode = rpcCode;
    this.data = data;
  }
}
