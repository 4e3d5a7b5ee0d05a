import { getBytes, hexlify, isBytesLike, toUtf8Bytes, toUtf8String } from "ethers";

import { BaseError } from "../errors/baseError.ts";

const VERSION = 1;
const KIND = /^[a-z0-9][a-z0-9.-]{0,63}$/;
const SHA256 = /^[0-9a-f]{64}$/;

/** Anything that JSON can say. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Bytes on the web, and the hash that they must have. */
export interface HashedContent {
  /** http or https. */
  readonly url: string;
  /** SHA-256 of the bytes, 64 lower-case hex digits. */
  readonly sha256: string;
}

/** JavaScript source text; its `main(input, data)` returns the result. */
export type TaskProgram = HashedContent | { readonly source: string };

/** What runners do: the `definition` of a submission, which the chain emits and does not read. */
export interface TaskDefinition {
  /** The kind of work, for runners to choose by: lower-case letters, digits, dots and dashes, at most 64. */
  readonly kind: string;
  readonly program: TaskProgram;
  /** First argument of the program's `main`. */
  readonly input: JsonValue;
  /** Text that becomes the second argument of `main`. */
  readonly data?: HashedContent;
}

/** Thrown when bytes, or the parts to be written as such, are no task definition of a known version. */
export class TaskDefinitionMalformedError extends BaseError {
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super("TASK_DEFINITION_MALFORMED", `This is no task definition: ${reason}.`, options);
    this.reason = reason;
  }
}

/**
 * Writes a definition as the bytes that a submission carries: UTF-8 JSON of version 1.
 *
 * @returns Hex.
 * @throws TaskDefinitionMalformedError
 */
export function encodeTaskDefinition(definition: TaskDefinition): string {
  const { kind, program, input, data } = definition;
  const bytes = hexlify(toUtf8Bytes(JSON.stringify({ version: VERSION, kind, program, input, data })));
  decodeTaskDefinition(bytes);
  return bytes;
}

/**
 * Reads a definition back.
 *
 * @param bytes Hex, as `TaskSubmitted` emitted it.
 * @throws TaskDefinitionMalformedError
 */
export function decodeTaskDefinition(bytes: string): TaskDefinition {
  const { version, ...fields } = requireObject("the definition", parse(bytes));
  if (version !== VERSION) throw new TaskDefinitionMalformedError(`version ${String(version)} is not ${VERSION}`);
  requireFields("the definition", fields, ["kind", "program", "input"], ["data"]);

  const { kind, input } = fields;
  if (typeof kind !== "string" || !KIND.test(kind)) throw new TaskDefinitionMalformedError("its kind is no name");
  const definition = { kind, program: readProgram(fields.program), input: input as JsonValue };
  return fields.data === undefined ? definition : { ...definition, data: readContent("data", fields.data) };
}

function parse(bytes: string): unknown {
  if (!isBytesLike(bytes)) throw new TaskDefinitionMalformedError("it is not hex");
  try {
    return JSON.parse(toUtf8String(getBytes(bytes)));
  } catch (error) {
    throw new TaskDefinitionMalformedError("it is not JSON in UTF-8", { cause: error });
  }
}

function readProgram(program: unknown): TaskProgram {
  const fields = requireObject("program", program);
  if (!("source" in fields)) return readContent("program", program);
  requireFields("program", fields, ["source"], []);
  if (typeof fields.source !== "string") throw new TaskDefinitionMalformedError("its program's source is no text");
  return { source: fields.source };
}

function readContent(name: string, content: unknown): HashedContent {
  const fields = requireObject(name, content);
  requireFields(name, fields, ["url", "sha256"], []);
  const { url, sha256 } = fields;
  if (typeof url !== "string" || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new TaskDefinitionMalformedError(`the url of ${name} is no address on the web`);
  }
  if (typeof sha256 !== "string" || !SHA256.test(sha256)) {
    throw new TaskDefinitionMalformedError(`the sha256 of ${name} is not 64 lower-case hex digits`);
  }
  return { url, sha256 };
}

function requireObject(name: string, value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new TaskDefinitionMalformedError(`${name} is no object`);
}

function requireFields(name: string, fields: object, needed: readonly string[], optional: readonly string[]): void {
  const missing = needed.find((field) => !(field in fields));
  if (missing !== undefined) throw new TaskDefinitionMalformedError(`${name} lacks ${missing}`);
  const unknown = Object.keys(fields).find((field) => !needed.includes(field) && !optional.includes(field));
  if (unknown !== undefined) throw new TaskDefinitionMalformedError(`${name} has an unknown field ${unknown}`);
}
