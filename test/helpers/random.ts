import { keccak256, toBeHex } from "ethers";

/** Draws that are the same on every run. */
export interface Random {
  /** A number of exactly `bits` random bits, the high ones possibly zero. */
  bits(bits: number): bigint;
  /** A number in `[low, high]`. */
  between(low: bigint, high: bigint): bigint;
  /** One of the items. */
  pick<T>(items: readonly T[]): T;
  /** A hex string of so many bytes. */
  bytes(length: number): string;
}

/** A stream of hashes of a name and a counter. */
export function createRandom(name: string): Random {
  let counter = 0n;
  const key = BigInt(keccak256(Buffer.from(name)));
  const next = () => BigInt(keccak256(toBeHex((key + counter++) % 2n ** 256n, 32)));

  const bits = (count: number) => BigInt.asUintN(count, next());
  const between = (low: bigint, high: bigint) => low + (next() % (high - low + 1n));
  const pick = <T>(items: readonly T[]): T => items[Number(between(0n, BigInt(items.length - 1)))]!;
  const bytes = (length: number) => {
    let hex = "";
    while (hex.length < 2 * length) hex += toBeHex(next(), 32).slice(2);
    return `0x${hex.slice(0, 2 * length)}`;
  };
  return { bits, between, pick, bytes };
}
