import type { MusterClient } from "../../sdk/client/musterClient.ts";
import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";
import { compare, type Finding } from "./finding.ts";

interface Stake {
  active: bigint;
  unbonding: bigint;
}

/** Recomputes each operator's stake, and what each no-show and late skip had to cost, from the registry's events. */
export async function verifyStakes(client: MusterClient, tasks: readonly TaskTimeline[]): Promise<Finding[]> {
  const { registry, deployment } = client;
  const [staked, unbonded, withdrawn, slashed] = await Promise.all([
    registry.queryFilter(registry.filters.Staked(), deployment.fromBlock),
    registry.queryFilter(registry.filters.UnbondingStarted(), deployment.fromBlock),
    registry.queryFilter(registry.filters.StakeWithdrawn(), deployment.fromBlock),
    registry.queryFilter(registry.filters.Slashed(), deployment.fromBlock),
  ]);
  const changes = [
    ...staked.map((event) => ({ event, apply: (stake: Stake) => void (stake.active += event.args.amount) })),
    ...unbonded.map((event) => ({ event, apply: (stake: Stake) => unbond(stake, event.args.amount) })),
    ...withdrawn.map((event) => ({ event, apply: (stake: Stake) => void (stake.unbonding -= event.args.amount) })),
    ...slashed.map((event) => ({ event, apply: (stake: Stake) => slash(stake, event.args.amount) })),
  ].sort((a, b) => a.event.blockNumber - b.event.blockNumber || a.event.index - b.event.index);

  const stakes = new Map<number, Stake>();
  const findings: Finding[] = [];
  for (const { event, apply } of changes) {
    const operator = Number(event.args.operator);
    const stake = stakes.get(operator) ?? { active: 0n, unbonding: 0n };
    stakes.set(operator, stake);
    if ("offence" in event.args) {
      const price = await priceOf(client, tasks, operator, event.blockNumber, stake);
      findings.push(
        ...compare(`slash of operator ${operator} in block ${event.blockNumber}`, price, event.args.amount),
      );
    }
    apply(stake);
  }
  for (const [operator, { active, unbonding }] of stakes) {
    const known = await registry.stakeOf(operator);
    findings.push(...compare(`active stake of operator ${operator}`, active, known.active));
    findings.push(...compare(`unbonding stake of operator ${operator}`, unbonding, known.unbonding));
  }
  return findings;
}

/** What the offences of an operator in a block cost: the pool's share for a no-show, half of it for a late skip. */
async function priceOf(
  { registry }: MusterClient,
  tasks: readonly TaskTimeline[],
  operator: number,
  block: number,
  { active, unbonding }: Stake,
): Promise<bigint> {
  const isHere = (act: { operator: number; block: number }): boolean =>
    act.operator === operator && act.block === block;
  const task = tasks.find(
    ({ misses, skips }) => misses.some(isHere) || skips.some((skip) => isHere(skip) && skip.late),
  );
  if (!task) return 0n;
  const full = await registry.noShowBpsOf(task.pool);
  const share = task.misses.some(isHere) ? full : full / 2n;
  return ((active + unbonding) * share) / 10_000n;
}

function unbond(stake: Stake, amount: bigint): void {
  stake.active -= amount;
  stake.unbonding += amount;
}

function slash(stake: Stake, amount: bigint): void {
  const fromActive = amount < stake.active ? amount : stake.active;
  stake.active -= fromActive;
  stake.unbonding -= amount - fromActive;
}
