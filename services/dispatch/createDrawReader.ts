import type { MusterClient } from "../../sdk/client/musterClient.ts";
import type { DrawnPosition } from "../../sdk/dispatch/drawOrder.ts";
import { readSeed } from "../../sdk/dispatch/readSeed.ts";
import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";
import { readRoster, type RosterHistory } from "../../sdk/registry/rosterHistory.ts";
import { positionOf, seatAt } from "../../sdk/selection/permutation.ts";

/** What a beacon's round has come to, in blocks; 0 for what has not happened. */
export interface RoundState {
  readonly requestedAt: number;
  readonly answeredAt: number;
  readonly isVoid: boolean;
}

/** A task's drawn order. */
export interface Draw {
  /** Block in which the round was answered. */
  readonly answeredAt: number;
  /** Who holds a position, with the hint that the chain wants. */
  at(position: number): DrawnPosition;
  /** Where a controller was drawn, or `undefined` when it had no seat. */
  positionOf(controller: string): DrawnPosition | undefined;
}

/** Reads draws from the chain, each round and roster once a block. */
export interface DrawReader {
  roundOf(round: number, head: number): Promise<RoundState>;
  /** `undefined` while the task's round is not answered. */
  drawOf(task: TaskTimeline, head: number): Promise<Draw | undefined>;
}

/** Answers are kept for one block only, so that a reorganisation cannot leave a stale draw behind. */
export function createDrawReader(client: MusterClient): DrawReader {
  const { beacon, registry } = client;
  const rosters = new Map<number, { version: number; roster: RosterHistory }>();
  let known = { head: -1, answers: new Map<string, Promise<unknown>>() };
  let roundTimeout: Promise<bigint> | undefined;

  function once<T>(key: string, head: number, read: () => Promise<T>): Promise<T> {
    if (known.head !== head) known = { head, answers: new Map() };
    const { answers } = known;
    const answer = (answers.get(key) as Promise<T> | undefined) ?? read();
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    return answer;
  }

  function roundOf(round: number, head: number): Promise<RoundState> {
    return once(`round ${round}`, head, async () => {
      const timeout = await (roundTimeout ??= beacon.roundTimeout());
      const [requestedAt, answeredAt] = await beacon.roundOf(round);
      const isVoid = requestedAt !== 0n && answeredAt === 0n && BigInt(head + 1) > requestedAt + timeout;
      return { requestedAt: Number(requestedAt), answeredAt: Number(answeredAt), isVoid };
    });
  }

  async function drawOf(task: TaskTimeline, head: number): Promise<Draw | undefined> {
    const { answeredAt } = await roundOf(task.round, head);
    if (answeredAt === 0) return undefined;
    return once(`draw ${task.id}`, head, async () => {
      const { seed } = await readSeed(client, { timeline: task });
      return createDraw(task, seed, answeredAt, await rosterOf(task.pool, head));
    });
  }

  function rosterOf(pool: number, head: number): Promise<RosterHistory> {
    return once(`roster ${pool}`, head, async () => {
      const version = Number((await registry.rosterOf(pool)).version);
      const cached = rosters.get(pool);
      if (cached?.version === version) return cached.roster;
      const roster = await readRoster(client, pool);
      rosters.set(pool, { version, roster });
      return roster;
    });
  }

  return { roundOf, drawOf };
}

function createDraw(task: TaskTimeline, seed: string, answeredAt: number, roster: RosterHistory): Draw {
  const { rosterSize, rosterVersion } = task;
  const size = BigInt(rosterSize);

  function at(position: number): DrawnPosition {
    const seat = Number(seatAt(seed, size, BigInt(position)));
    return { position, seat, ...roster.holderOf(seat, rosterVersion) };
  }

  function positionOfController(controller: string): DrawnPosition | undefined {
    for (let seat = 0; seat < rosterSize; seat++) {
      const holder = roster.holderOf(seat, rosterVersion);
      if (holder.controller === controller) {
        return { position: Number(positionOf(seed, size, BigInt(seat))), seat, ...holder };
      }
    }
    return undefined;
  }

  return { answeredAt, at, positionOf: positionOfController };
}
