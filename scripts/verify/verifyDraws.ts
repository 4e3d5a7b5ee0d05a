import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { drawOrder } from "../../sdk/dispatch/drawOrder.ts";
import { SELECTION } from "../../sdk/dispatch/selectionSeed.ts";
import { taskIdOf } from "../../sdk/dispatch/taskIdOf.ts";
import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";
import { type RosterHistory, readRoster } from "../../sdk/registry/rosterHistory.ts";
import { compare, type Finding } from "./finding.ts";
import { computeSeed, type VerifiedRound } from "./verifyRounds.ts";

/** Recomputes who had to be drawn for each task, and compares with whoever answered, skipped or failed to show up. */
export async function verifyDraws(
  client: MusterClient,
  tasks: readonly TaskTimeline[],
  rounds: ReadonlyMap<number, VerifiedRound>,
): Promise<Finding[]> {
  const rosters = new Map<number, RosterHistory>();
  const findings: Finding[] = [];
  for (const task of tasks) {
    if (!rosters.has(task.pool)) rosters.set(task.pool, await readRoster(client, task.pool));
    findings.push(...verifyIdentity(client, task));
    const round = rounds.get(task.round);
    if (round) findings.push(...(await verifyDraw(client, task, round, rosters.get(task.pool)!)));
    else findings.push(...compare(`answers to ${name(task)} before its round`, 0n, BigInt(actsOf(task).length)));
  }
  return findings;
}

function verifyIdentity({ deployment }: MusterClient, task: TaskTimeline): Finding[] {
  const { chainId, addresses } = deployment;
  const id = taskIdOf({ chainId, dispatcher: addresses.dispatcher, terms: task.request.terms });
  return [
    ...compare(`id of ${name(task)}`, id, task.id),
    ...compare(`actor of ${name(task)}`, task.request.terms.actor, task.actor),
  ];
}

async function verifyDraw(
  { deployment, beacon }: MusterClient,
  task: TaskTimeline,
  { word }: VerifiedRound,
  roster: RosterHistory,
): Promise<Finding[]> {
  const { addresses, chainId } = deployment;
  const market = addresses.dispatcher;
  const parts = { word, beacon: addresses.beacon, chainId, round: task.round, market, id: task.id };
  const seed = computeSeed({ ...parts, purpose: SELECTION });
  const stored = await beacon.seedOf(task.round, market, task.id, SELECTION);
  const { rosterSize, rosterVersion } = task;
  const order = drawOrder({ seed, rosterSize, rosterVersion, roster, count: Math.min(rosterSize, 40) });
  const limit = task.request.numRunners + task.skips.length + task.misses.length;
  return [
    ...compare(`seed of ${name(task)}`, seed, stored.seed),
    ...actsOf(task).flatMap(({ runner, operator, position }) => [
      ...compare(`runner at position ${position} of ${name(task)}`, order[position]?.controller ?? "nobody", runner),
      ...compare(`operator at position ${position} of ${name(task)}`, BigInt(order[position]?.operator ?? 0), operator),
      ...compare(`position ${position} of ${name(task)} in the window`, "true", String(position < limit)),
    ]),
  ];
}

function actsOf({
  submissions,
  skips,
  misses,
}: TaskTimeline): { runner: string; operator: bigint; position: number }[] {
  return [...submissions, ...skips, ...misses].map(({ runner, operator, position }) => ({
    runner,
    operator: BigInt(operator),
    position,
  }));
}

/** A task by the start of its id. */
export function name({ id }: TaskTimeline): string {
  return `task ${id.slice(0, 10)}`;
}
