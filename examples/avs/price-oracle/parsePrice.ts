/** Digits of a price after the point, on-chain and in all sums here. */
export const PRICE_DECIMALS = 8;

/** A price in units of 10^-8, what is beyond cut off; `undefined` when the text is no decimal number above zero. */
export function parsePrice(text: string): bigint | undefined {
  const [, whole = "", fraction = ""] = /^(\d{1,30})(?:\.(\d{1,30}))?$/.exec(text) ?? [];
  if (whole === "") return undefined;
  const price = BigInt(whole + fraction.slice(0, PRICE_DECIMALS).padEnd(PRICE_DECIMALS, "0"));
  return price > 0n ? price : undefined;
}
