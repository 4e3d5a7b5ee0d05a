import { ZeroAddress } from "ethers";

import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { formatTable } from "../../scripts/print/formatTable.ts";
import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";

const columns = [
  { title: "" },
  { title: "locked", isNumber: true },
  { title: "paid", isNumber: true },
  { title: "refunded", isNumber: true },
  { title: "still held", isNumber: true },
];

/** Where a task's money is, as a table; each row adds up. The beacon's fee is not among it: it was spent at once. */
export function moneyOf({ request, callback, payments, refunds }: TaskTimeline): string {
  const { currency, paymentPerRunner } = request.terms;
  const shares = BigInt(request.numRunners) * paymentPerRunner;
  const budget = request.terms.callback.budget + sum(callback.bumps.map(({ amount }) => amount));
  const paidRunners = sum(payments.map(({ amount }) => amount));
  const paidExecutors = sum(callback.attempts.map(({ paid }) => paid));
  const refundOf = (wanted: string): bigint =>
    sum(refunds.filter((refund) => refund.currency === wanted).map(({ amount }) => amount));

  if (currency === ZeroAddress) {
    return table([["ether", shares + budget, paidRunners + paidExecutors, refundOf(ZeroAddress), ZeroAddress]]);
  }
  return table([
    ["results", shares, paidRunners, refundOf(currency), currency],
    ["callback", budget, paidExecutors, refundOf(ZeroAddress), ZeroAddress],
  ]);
}

type Row = readonly [name: string, locked: bigint, paid: bigint, refunded: bigint, currency: string];

function table(rows: readonly Row[]): string {
  return formatTable(
    columns,
    rows.map(([name, locked, paid, refunded, currency]) => [
      name,
      ...[locked, paid, refunded, locked - paid - refunded].map((amount) => formatAmount(amount, currency)),
    ]),
  );
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
