import { ZeroAddress } from "ethers";

import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { formatTable } from "../../scripts/print/formatTable.ts";
import { readPool } from "../../sdk/registry/readPool.ts";
import { readRoster } from "../../sdk/registry/rosterHistory.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly pool: number;
}

export default suiteAction<Arguments>(async ({ client, print }, { pool }) => {
  const [found, currency, roster] = await Promise.all([
    readPool(client, { pool }),
    client.registry.stakeCurrency(),
    readRoster(client, pool),
  ]);
  const members = roster.members();
  const stakes = await Promise.all(members.map(({ operator }) => client.registry.stakeOf(operator)));

  print(`Pool ${pool}`);
  print([
    ["  owner", found.owner],
    ["  market", found.market],
    ["  capability", found.capability],
    ["  minimum stake", formatAmount(found.minimumStake, currency)],
    ["  members", `${found.size} of ${found.seatLimit} (roster version ${found.version})`],
    ["  takes members", found.isOpen ? "yes" : "no"],
    ["  shortest response", `${found.minimumResponseBlocks} blocks`],
    ["  an offence costs", `at most ${found.maxSlashBps / 100} %, a no-show ${found.noShowBps / 100} %`],
    ["  required keys", keysOf(found.requiredKeys)],
    ["  gate", found.gate === ZeroAddress ? "none" : found.gate],
  ]);
  if (members.length === 0) return;

  const columns = [
    { title: "seat", isNumber: true },
    { title: "operator", isNumber: true },
    { title: "controller" },
    { title: "active stake" },
  ];
  const rows = members.map(({ operator, controller }, seat) => [
    String(seat),
    String(operator),
    controller,
    formatAmount(stakes[seat]?.active ?? 0n, currency),
  ]);
  print(`\n${formatTable(columns, rows)}`);
});

function keysOf(set: number): string {
  const kinds = Array.from({ length: 32 }, (_, kind) => kind).filter((kind) => (set >>> kind) & 1);
  return kinds.length === 0 ? "none" : kinds.join(", ");
}
