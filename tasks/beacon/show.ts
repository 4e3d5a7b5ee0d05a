import { ZeroAddress } from "ethers";

import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { formatTable } from "../../scripts/print/formatTable.ts";
import { readRound } from "../../sdk/beacon/readRound.ts";
import { readSubscription } from "../../sdk/beacon/readSubscription.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly rounds: number;
}

export default suiteAction<Arguments>(async ({ client, print }, { rounds: count }) => {
  const { beacon, escrow } = client;
  const [openRound, fee, [isJoined, earliest], subscription, fees] = await Promise.all([
    beacon.openRound(),
    beacon.entryFee(),
    beacon.pendingRequest(),
    readSubscription(client),
    escrow.creditOf(beacon, ZeroAddress),
  ]);
  const open = Number(openRound);
  print("Beacon");
  print([
    ["  open round", `${open}, ${isJoined ? `joined; may be closed from block ${earliest} on` : "nobody has joined"}`],
    ["  entry fee", formatAmount(fee)],
    ["  fees to move", formatAmount(fees)],
    ["  subscription", `${formatAmount(subscription.nativeBalance)} (id ${subscription.id})`],
    ["  coordinator", client.deployment.addresses.coordinator],
  ]);

  const numbers = Array.from({ length: Math.min(count, open - 1) }, (_, index) => open - 1 - index);
  if (numbers.length === 0) return;
  const rounds = await Promise.all(numbers.map((round) => readRound(client, { round })));
  const columns = [
    { title: "round", isNumber: true },
    { title: "state" },
    { title: "asked", isNumber: true },
    { title: "answered", isNumber: true },
  ];
  const rows = rounds.map(({ round, state, requestedAt, answeredAt }) => [
    String(round),
    state,
    String(requestedAt ?? ""),
    String(answeredAt ?? ""),
  ]);
  print(`\n${formatTable(columns, rows)}`);
});
