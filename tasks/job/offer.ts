import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { formatTable } from "../../scripts/print/formatTable.ts";
import { readOffer } from "../../sdk/jobs/readOffer.ts";
import { ownOperatorOr } from "../helpers/ownOperatorOr.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly operator: string | undefined;
}

export default suiteAction<Arguments>(async ({ client, print }, { operator }) => {
  const processor = BigInt(await ownOperatorOr(client, operator));
  const offer = await readOffer(client, { processor });
  const price = (amount: bigint) => formatAmount(amount, offer.currency);
  print(`Processor ${processor}`);
  print([
    ["  on offer", offer.isActive ? "yes" : "no"],
    ["  prices", `${price(offer.baseFee)}, ${price(offer.feePerMillisecond)} a ms, ${price(offer.feePerByte)} a byte`],
    ["  memory", `${offer.maxMemory} bytes`],
    ["  storage", `${offer.storageUsed} of ${offer.storageCapacity} bytes taken`],
    ["  requests", `${offer.networkQuota} a second`],
    ["  serves", offer.isRestricted ? "whom it names" : "everybody"],
  ]);
  const columns = ["start", "interval ms", "duration ms", "executions"].map((title) => ({ title, isNumber: true }));
  const rows = offer.commitments.map(({ start, interval, duration, count }) => [
    new Date(Number(start)).toISOString(),
    String(interval),
    String(duration),
    String(count),
  ]);
  print(rows.length === 0 ? "  has taken on nothing" : formatTable(columns, rows));
});
