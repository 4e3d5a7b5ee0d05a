import { parseUnits } from "ethers";

import { InputError } from "./inputError.ts";

const DECIMALS: Readonly<Record<string, number>> = { ether: 18, eth: 18, gwei: 9, wei: 0 };

/**
 * Reads an amount in the smallest unit: `0.01` and `0.01ether` are ether, `25gwei` gwei, and `@1000` or `1000wei` the
 * smallest unit itself, which is also the way to name an amount of a token that has not 18 decimals.
 *
 * @throws {InputError} when it is none of these.
 */
export function parseAmount(text: string): bigint {
  const smallest = /^@(\d+)$/.exec(text)?.[1];
  if (smallest !== undefined) return BigInt(smallest);

  const [, number, unit = "ether"] = /^(\d+(?:\.\d+)?)\s*([a-z]+)?$/.exec(text) ?? [];
  const decimals = DECIMALS[unit];
  const places = number?.split(".")[1]?.length ?? 0;
  if (number === undefined || decimals === undefined || places > decimals) {
    throw new InputError(`"${text}" is no amount: write ether as 0.01, gwei as 25gwei, or the smallest unit as @1000.`);
  }
  return parseUnits(number, decimals);
}
