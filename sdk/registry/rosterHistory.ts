import type { MusterClient } from "../client/musterClient.ts";
import { BaseError } from "../errors/baseError.ts";

/** Who held a seat, from one version until before another; `toVersion` 0 means to this day. */
export interface SeatRecord {
  readonly controller: string;
  readonly operator: number;
  readonly fromVersion: number;
  toVersion: number;
}

/** Who held a seat at a version, and the hint with which the registry finds the record. */
export interface SeatHolder {
  readonly controller: string;
  readonly operator: number;
  readonly hint: number;
}

/** The history of one pool's seats, rebuilt from its events. */
export interface RosterHistory {
  /** Who held a seat at a version. */
  holderOf(seat: number, version: number): SeatHolder;
  /** Members now: seats in order. */
  members(): readonly SeatRecord[];
}

/** A change of a roster, as its events tell of it. */
export type RosterChange =
  | { readonly kind: "taken"; readonly seat: number; readonly version: number; operator: number; controller: string }
  | { readonly kind: "left"; readonly seat: number; readonly version: number; readonly operator: number };

/** Rebuilds a roster from its changes, given in order. */
export function replayRoster(changes: readonly RosterChange[]): RosterHistory {
  const seats: SeatRecord[][] = [];
  let size = 0;
  for (const change of changes) {
    if (change.kind === "taken") size = take(change.seat, change) + 1;
    else size = leave(change.seat, change.version, size - 1);
  }
  return { holderOf, members: () => seats.slice(0, size).map((records) => newestOf(records)) };

  function take(seat: number, record: { controller: string; operator: number; version: number }): number {
    const { controller, operator, version } = record;
    (seats[seat] ??= []).push({ controller, operator, fromVersion: version, toVersion: 0 });
    return seat;
  }

  function leave(seat: number, version: number, last: number): number {
    const mover = newestOf(seats[last] ?? []);
    mover.toVersion = version;
    if (seat !== last) {
      newestOf(seats[seat] ?? []).toVersion = version;
      take(seat, { ...mover, version });
    }
    return last;
  }

  function holderOf(seat: number, version: number): SeatHolder {
    const records = seats[seat] ?? [];
    const held = ({ fromVersion, toVersion }: SeatRecord): boolean =>
      fromVersion <= version && (toVersion === 0 || version < toVersion);
    const record = records.find(held);
    if (!record) throw new BaseError("ROSTER_SEAT_EMPTY", `Nobody held seat ${seat} at version ${version}.`);
    // The newest record is found in place, whatever has become of it; older ones under the version that closed them.
    const hint = record === records.at(-1) ? 0 : record.toVersion;
    return { controller: record.controller, operator: record.operator, hint };
  }
}

function newestOf(records: readonly SeatRecord[]): SeatRecord {
  const newest = records.at(-1);
  if (!newest) throw new BaseError("ROSTER_EVENTS_MISSING", "The events of this roster are not complete.");
  return newest;
}

/** Reads a pool's history from the chain. */
export async function readRoster(client: MusterClient, pool: number): Promise<RosterHistory> {
  const { registry, deployment } = client;
  const [taken, left] = await Promise.all([
    registry.queryFilter(registry.filters.SeatTaken(pool), deployment.fromBlock),
    registry.queryFilter(registry.filters.SeatLeft(pool), deployment.fromBlock),
  ]);
  const changes: RosterChange[] = [
    ...taken.map(({ args }) => ({
      kind: "taken" as const,
      seat: Number(args.seat),
      version: Number(args.version),
      operator: Number(args.operator),
      controller: args.controller,
    })),
    ...left.map(({ args }) => ({
      kind: "left" as const,
      seat: Number(args.seat),
      version: Number(args.version),
      operator: Number(args.operator),
    })),
  ];
  return replayRoster(changes.sort((a, b) => a.version - b.version));
}
