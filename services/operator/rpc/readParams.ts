import { getAddress, hexlify, isAddress, isHexString } from "ethers";

import type { JsonValue } from "../../../sdk/definitions/taskDefinition.ts";
import type { TaskInput } from "../triggers/trigger.ts";
import { RPC_CODES, RpcError } from "./rpcError.ts";

/** Characters of an offending value that are told. */
const TOLD_CHARACTERS = 100;

/** Takes the parameters of a call, one after the other. Each throws an `RpcError` that names the value. */
export interface ParamReader {
  text(name: string, maxLength: number): string;
  /** Hex with 0x, lower case. */
  bytes(name: string, maxBytes: number): string;
  /** With its checksum. */
  address(name: string): string;
  /** A whole number from `least` to `most`; the default when it is left out. */
  integer(name: string, least: number, most: number, otherwise?: number): number;
  /** A JSON object; empty when it is left out. */
  object(name: string): TaskInput;
  /** @throws {RpcError} when there are more. */
  end(): void;
}

/**
 * Reads the parameters of a call.
 *
 * @throws {RpcError} when they are no list.
 */
export function readParams(params: unknown): ParamReader {
  if (params !== undefined && !Array.isArray(params)) throw refusal("params", params, "a list");
  const list: readonly unknown[] = (params as unknown[] | undefined) ?? [];
  let next = 0;
  const take = () => list[next++];

  function text(name: string, maxLength: number): string {
    const value = take();
    const isFit = typeof value === "string" && value.length <= maxLength && !/\p{Cs}/u.test(value);
    if (!isFit) throw refusal(name, value, `text of at most ${maxLength} characters`);
    return value;
  }

  function bytes(name: string, maxBytes: number): string {
    const value = take();
    const isFit = isHexString(value) && value.length % 2 === 0 && value.length <= 2 + 2 * maxBytes;
    if (!isFit) throw refusal(name, value, `hex with 0x of at most ${maxBytes} bytes`);
    return hexlify(value as string);
  }

  function address(name: string): string {
    const value = take();
    if (typeof value !== "string" || !isAddress(value)) throw refusal(name, value, "an address");
    return getAddress(value);
  }

  function integer(name: string, least: number, most: number, otherwise?: number): number {
    const value = take() ?? otherwise;
    const isFit = Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
    if (!isFit) throw refusal(name, value, `a whole number from ${least} to ${most}`);
    return value as number;
  }

  function object(name: string): TaskInput {
    const value = take() ?? {};
    if (typeof value !== "object" || Array.isArray(value)) throw refusal(name, value, "a JSON object");
    return value as Readonly<Record<string, JsonValue>>;
  }

  function end(): void {
    if (list.length > next) throw refusal("params", list, `a list of at most ${next}`);
  }

  return { text, bytes, address, integer, object, end };
}

function refusal(param: string, value: unknown, expected: string): RpcError {
  const told = value === undefined ? "nothing" : JSON.stringify(value).slice(0, TOLD_CHARACTERS);
  return new RpcError(RPC_CODES.params, `${param} is ${told} and must be ${expected}`, {
    param,
    value: told,
    expected,
  });
}
