import { type BytesLike, getBytes, isHexString } from "ethers";

import { BaseError } from "../errors/baseError.ts";
import { typeCodeOf, typeNameOf } from "./typeCodes.ts";

const WORD = 32;
const MAX_RESULT_BYTES = 16_384n;
const MAX_TYPE_CODES = 26;

const LAST_UINT = 0x20;
const LAST_INT = 0x40;
const LAST_FIXED_BYTES = 0x60;
const BOOL = 0x61;
const ADDRESS = 0x62;
const ARRAY_FLAG = 0x80;

/** In the order of the Solidity enum, whose first member `None` is no kind of schema. */
const KINDS = ["None", "Raw", "StaticAbi", "TailedAbi", "HashOnly", "Custom"] as const;

/** How a schema reads a result; the kinds are explained beside the Solidity enum. */
export type SchemaKind = Exclude<(typeof KINDS)[number], "None">;

export interface EncodeResultSchemaParameters {
  kind: SchemaKind;
  /** The longest result in bytes, 1 to 16,384. May be left out for StaticAbi and HashOnly, which have one length. */
  maxBytes?: bigint;
  /** Solidity type names, as `uint64`, `string` or `uint256[]`; for StaticAbi and TailedAbi only, 1 to 26. */
  types?: readonly string[];
}

export interface DecodedResultSchema {
  kind: SchemaKind;
  /** The longest result, in bytes. */
  maxBytes: bigint;
  types: string[];
}

/** `offset` is the byte at which the first offending word begins, or the length when the length is the offence. */
export type ResultVerdict = { ok: true } | { ok: false; offset: bigint };

/** Thrown when a word is no schema, or one that no result could match. */
export class ResultSchemaMalformedError extends BaseError {
  readonly schema: string;

  constructor(schema: string) {
    super("RESULT_SCHEMA_MALFORMED", `${schema} is not a result schema.`);
    this.schema = schema;
  }
}

/** Thrown when the parameters of a schema cannot be written down as one. */
export class ResultSchemaBadParametersError extends BaseError {
  constructor(reason: string) {
    super("RESULT_SCHEMA_BAD_PARAMETERS", reason);
  }
}

/**
 * Writes a schema as the 32 bytes that a task carries.
 *
 * @throws ResultSchemaBadParametersError, ResultTypeUnknownError, ResultSchemaMalformedError
 */
export function encodeResultSchema({ kind, maxBytes, types = [] }: EncodeResultSchemaParameters): string {
  const codes = types.map(typeCodeOf);
  if (codes.length > MAX_TYPE_CODES) {
    throw new ResultSchemaBadParametersError(`A schema holds ${MAX_TYPE_CODES} types, not ${codes.length}.`);
  }
  const limit = maxBytes ?? onlyLength(kind, codes.length);
  if (limit < 0n || limit >= 2n ** 32n) {
    throw new ResultSchemaBadParametersError(`maxBytes must fit in 32 bits; ${limit} does not.`);
  }

  const head = [KINDS.indexOf(kind), codes.length].map(toByte);
  const tail = codes
    .map(toByte)
    .join("")
    .padEnd(2 * MAX_TYPE_CODES, "0");
  const schema = `0x${head[0]}${limit.toString(16).padStart(8, "0")}${head[1]}${tail}`;
  decodeResultSchema(schema);
  return schema;
}

function onlyLength(kind: SchemaKind, count: number): bigint {
  if (kind === "StaticAbi") return BigInt(count * WORD);
  if (kind === "HashOnly") return BigInt(WORD);
  throw new ResultSchemaBadParametersError(`A ${kind} schema needs maxBytes.`);
}

function toByte(value: number): string {
  return value.toString(16).padStart(2, "0");
}

/**
 * Reads a schema back; fails exactly where `requireWellFormed` reverts.
 *
 * @throws ResultSchemaMalformedError
 */
export function decodeResultSchema(schema: string): DecodedResultSchema {
  const { kind, maxBytes, codes } = parse(schema);
  return { kind, maxBytes, types: codes.map((code) => typeNameOf(code)!) };
}

interface ParsedSchema {
  kind: SchemaKind;
  maxBytes: bigint;
  codes: number[];
}

function parse(schema: string): ParsedSchema {
  if (!isHexString(schema, WORD)) throw new ResultSchemaMalformedError(schema);

  const bytes = getBytes(schema);
  const kind = KINDS[bytes[0]!] ?? "None";
  const maxBytes = BigInt(`0x${schema.slice(4, 12)}`);
  const count = bytes[5]!;
  const codes = [...bytes.subarray(6, 6 + count)];
  const isUnusedZero = bytes.subarray(6 + count).every((byte) => byte === 0);

  const isBounded = maxBytes > 0n && maxBytes <= MAX_RESULT_BYTES;
  if (kind === "None" || !isBounded || !isUnusedZero || !isShapeSound(kind, maxBytes, count, codes)) {
    throw new ResultSchemaMalformedError(schema);
  }
  return { kind, maxBytes, codes };
}

function isShapeSound(kind: SchemaKind, maxBytes: bigint, count: number, codes: number[]): boolean {
  if (kind === "HashOnly" && maxBytes !== BigInt(WORD)) return false;
  if (kind !== "StaticAbi" && kind !== "TailedAbi") return count === 0;
  if (count === 0 || count > MAX_TYPE_CODES) return false;

  const areKnown = codes.every((code) => typeNameOf(code) !== undefined && (kind === "TailedAbi" || code <= ADDRESS));
  const smallest = codes.reduce((sum, code) => sum + (code <= ADDRESS ? WORD : 2 * WORD), 0);
  return areKnown && BigInt(smallest) <= maxBytes;
}

/**
 * Whether a result is what the schema describes, to the bit; the twin of `requireMatch`, with its verdict and offset.
 *
 * @throws ResultSchemaMalformedError
 */
export function checkResult(schema: string, result: BytesLike): ResultVerdict {
  const { kind, maxBytes, codes } = parse(schema);
  const bytes = getBytes(result);
  const offence = findOffence(kind, maxBytes, codes, bytes);
  return offence === undefined ? { ok: true } : { ok: false, offset: BigInt(offence) };
}

function findOffence(kind: SchemaKind, maxBytes: bigint, codes: number[], bytes: Uint8Array): number | undefined {
  if (BigInt(bytes.length) > maxBytes) return bytes.length;
  if (kind === "HashOnly" && bytes.length !== WORD) return bytes.length;
  if (kind === "StaticAbi" && bytes.length !== codes.length * WORD) return bytes.length;
  if (kind === "StaticAbi" || kind === "TailedAbi") return findFieldOffence(codes, bytes);
  return undefined;
}

/** Fields in order, each head word before its tail. With no tails, the end of the head is the end of the result. */
function findFieldOffence(codes: number[], bytes: Uint8Array): number | undefined {
  let tail = codes.length * WORD;
  if (bytes.length < tail) return bytes.length;

  for (const [index, code] of codes.entries()) {
    const at = index * WORD;
    if (code <= ADDRESS) {
      if (!isClean(code, wordAt(bytes, at))) return at;
      continue;
    }
    if (wordAt(bytes, at) !== BigInt(tail)) return at;
    const read = readTail(code, bytes, tail);
    if (read.offence !== undefined) return read.offence;
    tail = read.end;
  }
  return tail === bytes.length ? undefined : bytes.length;
}

function readTail(code: number, bytes: Uint8Array, tail: number): { end: number; offence?: number } {
  const start = tail + WORD;
  if (start > bytes.length) return { end: start, offence: bytes.length };

  const wordsLeft = Math.floor((bytes.length - start) / WORD);
  const size = wordAt(bytes, tail);
  const isArray = code > ARRAY_FLAG;
  if (size > BigInt(isArray ? wordsLeft : wordsLeft * WORD)) return { end: start, offence: tail };

  const words = isArray ? Number(size) : Math.ceil(Number(size) / WORD);
  const end = start + words * WORD;
  if (isArray) {
    for (let at = start; at < end; at += WORD) {
      if (!isClean(code - ARRAY_FLAG, wordAt(bytes, at))) return { end, offence: at };
    }
  } else if (bytes.subarray(start + Number(size), end).some((byte) => byte !== 0)) {
    return { end, offence: end - WORD };
  }
  return { end };
}

/** Whether the word is the encoding of some value of a one-word type. */
function isClean(code: number, word: bigint): boolean {
  if (code <= LAST_UINT) return BigInt.asUintN(code * 8, word) === word;
  if (code <= LAST_INT) return BigInt.asUintN(256, BigInt.asIntN((code - LAST_UINT) * 8, word)) === word;
  if (code <= LAST_FIXED_BYTES) return BigInt.asUintN(256 - (code - LAST_INT) * 8, word) === 0n;
  return BigInt.asUintN(code === BOOL ? 1 : 160, word) === word;
}

function wordAt(bytes: Uint8Array, at: number): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, WORD);
  let word = 0n;
  for (let i = 0; i < WORD; i += 8) word = (word << 64n) | view.getBigUint64(i);
  return word;
}
