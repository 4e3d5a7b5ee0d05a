import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { formatTable } from "../../scripts/print/formatTable.ts";
import { formatTime } from "../../scripts/print/formatTime.ts";
import { readCommittee } from "../../sdk/committee/readCommittee.ts";
import { committeeChoice } from "../helpers/committeeChoice.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly pool: number;
  readonly number: string | undefined;
}

/** Of a key's 192 bytes, as many digits as tell one from another. */
const KEY_DIGITS = 18;

export default suiteAction<Arguments>(async ({ client, print }, { pool, number: given }) => {
  const [found, currency] = await Promise.all([
    readCommittee(client, committeeChoice(pool, given)),
    client.registry.stakeCurrency(),
  ]);
  const { seats, totalPower, supersededAt } = found;

  print(`Committee ${found.number} of pool ${pool} (id ${found.committee})`);
  print([
    ["  roster version", String(found.rosterVersion)],
    ["  sealed", `${formatTime(found.sealedAt)} by ${found.sealer}`],
    ["  superseded", supersededAt === 0 ? "no" : formatTime(supersededAt)],
    [found.isLive ? "  dies" : "  died", formatTime(found.diesAt)],
    ["  total power", formatAmount(totalPower, currency)],
  ]);
  const columns = [
    { title: "seat", isNumber: true },
    { title: "operator", isNumber: true },
    { title: "power" },
    { title: "share", isNumber: true },
    { title: "key" },
    { title: "" },
  ];
  const rows = seats.map(({ seat, operator, power, key, isVoided }) => [
    String(seat),
    String(operator),
    formatAmount(power, currency),
    shareOf(power),
    `${key.slice(0, KEY_DIGITS)}…`,
    isVoided ? "void" : "",
  ]);
  print(`\n${formatTable(columns, rows)}`);

  function shareOf(power: bigint): string {
    return totalPower === 0n ? "" : `${(Number((power * 10_000n) / totalPower) / 100).toFixed(2)} %`;
  }
});
