import type { Bench } from "./createBench.ts";
import type { GasSamples } from "./gasSamples.ts";
import { makeOperators } from "./makeOperators.ts";

const SEEDS = 7;

/**
 * Joining and leaving a roster of a size. Newcomers take seats that nobody held, then leave out of the middle, where
 * the last member moves into the gap; beside it, others take seats that were held before, and leave from the end.
 *
 * @param members Controllers in order of seats; the roster is as long afterwards, with other people in some seats.
 * @returns The members afterwards.
 */
export async function measureRoster(
  bench: Bench,
  samples: GasSamples,
  pool: number,
  members: readonly string[],
): Promise<string[]> {
  const seats = [...members];
  const size = seats.length;

  for (const newcomer of await makeOperators(bench, 0, SEEDS)) await join(newcomer, "registry.joinPool");
  for (let seed = 0; seed < SEEDS; seed++) await leave(Math.floor((seed * size) / SEEDS), "registry.leavePool");
  for (const newcomer of await makeOperators(bench, 0, SEEDS)) await join(newcomer, "registry.joinPool.usedSeat");
  for (let seed = 0; seed < SEEDS; seed++) await leave(seats.length - 1, "registry.leavePool.lastSeat");
  return seats;

  async function join(controller: string, key: string): Promise<void> {
    const registry = bench.registry.connect(await bench.actAs(controller));
    samples.add(`${key}/${size}`, await bench.gasOf(registry.joinPool(pool, "0x", bench.overrides)));
    seats.push(controller);
  }

  async function leave(seat: number, key: string): Promise<void> {
    const registry = bench.registry.connect(await bench.actAs(seats[seat] as string));
    samples.add(`${key}/${size}`, await bench.gasOf(registry.leavePool(pool, bench.overrides)));
    const last = seats.pop() as string;
    if (seat < seats.length) seats[seat] = last;
  }
}
