import { decode } from "cborg";
import { getAddress, hexlify } from "ethers";

/** Takes the fields of a payload, one after the other; each throws when it is not what it should be. */
export interface FieldReader {
  text(maxLength: number): string;
  /** Hex of bytes, so many or at most so many. */
  bytes(bounds: { readonly length: number } | { readonly maxLength: number }): string;
  address(): string;
  /** From zero up to `limit` alone. */
  integer(limit: number): number;
  /** A word of so many bytes, without zeroes in front. */
  word(bytes: number): bigint;
  flag(): boolean;
}

/**
 * Reads a payload: a CBOR list of exactly so many fields. A payload of other people is never an error here.
 *
 * @returns What `read` makes of it; `undefined` when it is malformed.
 */
export function readFields<T>(payload: Uint8Array, count: number, read: (fields: FieldReader) => T): T | undefined {
  try {
    const fields: unknown = decode(payload);
    if (!Array.isArray(fields) || fields.length !== count) return undefined;
    return read(readerOf(fields));
  } catch {
    return undefined;
  }
}

function readerOf(fields: readonly unknown[]): FieldReader {
  let next = 0;
  const take = () => fields[next++];
  const malformed = (): never => {
    throw new TypeError("The field is malformed.");
  };

  function bytes(bounds: { readonly length: number } | { readonly maxLength: number }): string {
    const value = take();
    if (!(value instanceof Uint8Array)) return malformed();
    const isFit = "length" in bounds ? value.length === bounds.length : value.length <= bounds.maxLength;
    return isFit ? hexlify(value) : malformed();
  }

  function word(size: number): bigint {
    const hex = bytes({ maxLength: size });
    if (hex.startsWith("0x00")) return malformed();
    return hex === "0x" ? 0n : BigInt(hex);
  }

  return {
    bytes,
    word,
    text(maxLength) {
      const value = take();
      return typeof value === "string" && value.length <= maxLength ? value : malformed();
    },
    address: () => getAddress(bytes({ length: 20 })),
    integer(limit) {
      const value = take();
      const isFit = typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value < limit;
      return isFit ? value : malformed();
    },
    flag() {
      const value = take();
      return typeof value === "boolean" ? value : malformed();
    },
  };
}
