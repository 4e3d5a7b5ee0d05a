import {
  getAddress,
  getBytes,
  hexlify,
  id,
  isAddress,
  isHexString,
  type Signer,
  toUtf8Bytes,
  toUtf8String,
  verifyMessage,
} from "ethers";

/** One line of a zone. */
export interface DomainRecord {
  readonly type: string;
  readonly value: string;
  /** Seconds. */
  readonly ttl: number;
}

/** What somebody wants a domain to be. */
export interface DomainChange {
  readonly action: "register" | "update";
  readonly name: string;
  /** Who owns the domain afterwards. */
  readonly owner: string;
  /** 1 for a registration, and one more with each update. */
  readonly version: number;
  readonly records: readonly DomainRecord[];
  /** EIP-191, of whoever owned the domain before; the new owner's, for a registration. */
  readonly signature: string;
}

/** Signs a change. */
export async function signChange(signer: Signer, change: Omit<DomainChange, "signature">): Promise<DomainChange> {
  return { ...change, signature: await signer.signMessage(getBytes(hashChange(change))) };
}

/** Who signed a change; `undefined` when nobody can have. */
export function signerOfChange(change: DomainChange): string | undefined {
  try {
    return verifyMessage(getBytes(hashChange(change)), change.signature);
  } catch {
    return undefined;
  }
}

/** What is signed: the change and what it is for, so that nothing else that somebody signs can be taken for it. */
export function hashChange({ action, name, owner, version, records }: Omit<DomainChange, "signature">): string {
  const plain = records.map(({ type, value, ttl }) => [type, value, ttl]);
  return id(JSON.stringify(["muster.dns-registry", action, name, owner, version, plain]));
}

/** A change as bytes, always the same ones: UTF-8 JSON, as hex. */
export function encodeChange({ action, name, owner, version, records, signature }: DomainChange): string {
  const plain = records.map(({ type, value, ttl }) => ({ type, value, ttl }));
  return hexlify(toUtf8Bytes(JSON.stringify({ action, name, owner, version, records: plain, signature })));
}

/** Reads such bytes; `undefined` when they are no change, or a change written in another way. */
export function decodeChange(data: string): DomainChange | undefined {
  try {
    const change = readChange(JSON.parse(toUtf8String(data)));
    return change && encodeChange(change) === data ? change : undefined;
  } catch {
    return undefined;
  }
}

/** A change as a stranger sends it; `undefined` when its fields are not those of one. */
export function readChange(value: unknown): DomainChange | undefined {
  const { action, name, owner, version, records, signature } = (value ?? {}) as Partial<DomainChange>;
  const isChange =
    (action === "register" || action === "update") &&
    typeof name === "string" &&
    isAddress(owner) &&
    getAddress(owner) === owner &&
    Number.isSafeInteger(version) &&
    Array.isArray(records) &&
    records.every(isRecord) &&
    isHexString(signature, 65);
  return isChange ? { action, name, owner, version: Number(version), records, signature } : undefined;
}

function isRecord(value: unknown): boolean {
  const { type, value: text, ttl } = (value ?? {}) as Partial<DomainRecord>;
  return typeof type === "string" && typeof text === "string" && typeof ttl === "number";
}
