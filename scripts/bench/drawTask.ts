import { type DrawnPosition, drawOrder } from "../../sdk/dispatch/drawOrder.ts";
import { SELECTION } from "../../sdk/dispatch/selectionSeed.ts";
import type { RosterHistory } from "../../sdk/registry/rosterHistory.ts";
import type { Bench } from "./createBench.ts";

/** The first positions of a task whose round is answered, one for each runner it wants. */
export async function drawTask(bench: Bench, id: string, roster: RosterHistory): Promise<DrawnPosition[]> {
  const view = await bench.lens.taskOf(id);
  const [seed] = await bench.beacon.seedOf(view.round, bench.idParts.dispatcher, id, SELECTION);
  return drawOrder({
    seed,
    rosterSize: Number(view.rosterSize),
    rosterVersion: Number(view.rosterVersion),
    roster,
    count: Number(view.requestedCount),
  });
}
