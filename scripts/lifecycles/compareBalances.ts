import { formatEther } from "ethers";

import { formatTable } from "../print/formatTable.ts";
import type { BalanceSheet, Holding } from "./balanceSheet.ts";

const columns = [
  { title: "who" },
  { title: "wallet", isNumber: true },
  { title: "credit", isNumber: true },
  { title: "stake", isNumber: true },
  { title: "altogether", isNumber: true },
];

/** Two sheets of one run compared. */
export interface BalanceComparison {
  /** What changed, as a table for people, in ether. */
  readonly text: string;
  /** Wei that came from nowhere, or went nowhere; zero when the book is right. */
  readonly difference: bigint;
}

/**
 * Compares what everybody has with what everybody had: whatever some lost, others have, or it went for gas.
 *
 * @param fees Wei that the accounts paid for transactions in between.
 */
export function compareBalances(before: BalanceSheet, after: BalanceSheet, fees: bigint): BalanceComparison {
  const changes = after.holdings.map((now) =>
    changeOf(
      before.holdings.find(({ name }) => name === now.name),
      now,
    ),
  );
  const held = after.held - before.held;
  const paidIn = after.paidIn - before.paidIn;
  const total = changes.reduce((sum, { wallet, credit, stake }) => sum + wallet + credit + stake, held + paidIn + fees);

  const rows = [
    ...changes.map(({ name, wallet, credit, stake }) => row(name, wallet, credit, stake)),
    row("held by the markets", 0n, held, 0n),
    row("paid to the VRF coordinator", paidIn, 0n, 0n),
    row("burnt as gas", fees, 0n, 0n),
    ["sum", "", "", "", signed(total)],
  ];
  return { text: formatTable(columns, rows), difference: total };
}

function changeOf(before: Holding | undefined, now: Holding): Holding {
  const { wallet = 0n, credit = 0n, stake = 0n } = before ?? {};
  return { ...now, wallet: now.wallet - wallet, credit: now.credit - credit, stake: now.stake - stake };
}

function row(name: string, wallet: bigint, credit: bigint, stake: bigint): string[] {
  return [name, ...[wallet, credit, stake].map((amount) => signed(amount)), signed(wallet + credit + stake)];
}

function signed(amount: bigint): string {
  if (amount === 0n) return "0";
  const [whole, fraction = ""] = formatEther(amount).split(".");
  return `${amount > 0n ? "+" : ""}${whole}.${fraction.padEnd(18, "0")}`;
}
