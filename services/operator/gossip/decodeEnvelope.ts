import { decode } from "cborg";
import { getAddress, hexlify } from "ethers";

import { encodeEnvelope, ENVELOPE_VERSION } from "./encodeEnvelope.ts";
import type { SignedGossipEnvelope } from "./gossipEnvelope.ts";

const STRICT = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
  rejectDuplicateMapKeys: true,
};

const FIELDS = 8;
const MAX_NAME_LENGTH = 128;

/** Reads an envelope; `undefined` unless the bytes are the only ones that stand for it. */
export function decodeEnvelope(bytes: Uint8Array): SignedGossipEnvelope | undefined {
  const fields = decodeFields(bytes);
  const envelope = fields === undefined ? undefined : toEnvelope(fields);
  if (envelope === undefined) return undefined;
  return Buffer.compare(encodeEnvelope(envelope), bytes) === 0 ? envelope : undefined;
}

function toEnvelope([version, ...fields]: unknown[]): SignedGossipEnvelope | undefined {
  const [kind, sender, peer, sentAt, nonce, payload, signature] = fields;
  if (version !== ENVELOPE_VERSION || !isName(kind) || !isName(peer) || !isTime(sentAt)) return undefined;
  if (!isBytes(sender, 20) || !isBytes(nonce, 16) || !isBytes(signature, 64) || !isBytes(payload)) return undefined;
  const address = getAddress(hexlify(sender));
  return { kind, sender: address, peer, sentAt, nonce: hexlify(nonce), payload, signature: hexlify(signature) };
}

function decodeFields(bytes: Uint8Array): unknown[] | undefined {
  try {
    const fields: unknown = decode(bytes, STRICT);
    return Array.isArray(fields) && fields.length === FIELDS ? fields : undefined;
  } catch {
    return undefined;
  }
}

function isName(field: unknown): field is string {
  return typeof field === "string" && field.length > 0 && field.length <= MAX_NAME_LENGTH;
}

function isBytes(field: unknown, length?: number): field is Uint8Array {
  return field instanceof Uint8Array && (length === undefined || field.length === length);
}

function isTime(field: unknown): field is number {
  return typeof field === "number" && Number.isSafeInteger(field) && field >= 0;
}
