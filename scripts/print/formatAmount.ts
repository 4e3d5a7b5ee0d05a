import { formatEther, ZeroAddress } from "ethers";

const GWEI = 10n ** 9n;
const SMALLEST_IN_ETHER = 10n ** 13n;

/** An amount with its unit: ether for native coin, gwei or wei when it is small; the smallest unit for tokens. */
export function formatAmount(amount: bigint, currency: string = ZeroAddress): string {
  if (currency !== ZeroAddress) return `${amount.toLocaleString("en")} of ${currency}`;
  const size = amount < 0n ? -amount : amount;
  if (size === 0n || size >= SMALLEST_IN_ETHER) return `${formatEther(amount).replace(/\.0$/, "")} ether`;
  return size % GWEI === 0n ? `${amount / GWEI} gwei` : `${amount.toLocaleString("en")} wei`;
}
