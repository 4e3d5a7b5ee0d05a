import type { MusterClient } from "../../sdk/client/musterClient.ts";
import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";
import type { ExpectedOffence } from "./expectedOffence.ts";
import { compare, type Finding } from "./finding.ts";

interface SlashEvent {
  readonly blockNumber: number;
  readonly transactionHash: string;
  readonly args: {
    readonly operator: bigint;
    readonly amount: bigint;
    readonly compensation: bigint;
    readonly bounty: bigint;
  };
}

interface Stake {
  active: bigint;
  unbonding: bigint;
}

/**
 * Recomputes each operator's stake, and what each no-show, late skip and offence had to cost, from the registry's events.
 *
 * @param offences What else was punished, by the offence's hash.
 */
export async function verifyStakes(
  client: MusterClient,
  tasks: readonly TaskTimeline[],
  offences: ReadonlyMap<string, ExpectedOffence> = new Map(),
): Promise<Finding[]> {
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
      const offence = offences.get(event.args.offence);
      const price = offence
        ? shareOf(stake, offence.shareBps)
        : await priceOf(client, tasks, operator, event.blockNumber, stake);
      if (offence) findings.push(...(await verifySplit(client, offence, event as SlashEvent)));
      findings.push(
        ...compare(`slash of operator ${operator} in block ${event.blockNumber}`, price, event.args.amount),
      );
    }
    apply(stake);
  }
  const slashes = new Set(slashed.map(({ args }) => args.offence));
  const unpunished = [...offences.keys()].filter((offence) => !slashes.has(offence));
  findings.push(...compare("offences without a slash", "", unpunished.join()));
  for (const [operator, { active, unbonding }] of stakes) {
    const known = await registry.stakeOf(operator);
    findings.push(...compare(`active stake of operator ${operator}`, active, known.active));
    findings.push(...compare(`unbonding stake of operator ${operator}`, unbonding, known.unbonding));
  }
  return findings;
}

/** Who gets what of a slash: compensation, bounty, and the rest to the treasury. */
async function verifySplit(
  { escrow, registry, deployment }: MusterClient,
  { operator, loss, bountyBps, reporter, victim }: ExpectedOffence,
  { args, blockNumber, transactionHash }: SlashEvent,
): Promise<Finding[]> {
  const name = `slash of operator ${operator} in block ${blockNumber}`;
  const bounty = (args.amount * BigInt(bountyBps)) / 10_000n;
  const compensation = loss < args.amount - bounty ? loss : args.amount - bounty;
  const filter = escrow.filters.Deposited(deployment.addresses.registry);
  const deposits = (await escrow.queryFilter(filter, blockNumber, blockNumber)).filter(
    (event) => event.transactionHash === transactionHash,
  );
  const paid = deposits.map((event) => `${event.args.account} ${event.args.amount}`);
  const treasury = await registry.treasury({ blockTag: blockNumber });
  const rest = args.amount - bounty - compensation;
  const due: [string, bigint][] = [
    [victim ?? treasury, compensation],
    [reporter, bounty],
    [treasury, rest],
  ];
  return [
    ...compare(`offender of the ${name}`, BigInt(operator), args.operator),
    ...compare(`bounty of the ${name}`, bounty, args.bounty),
    ...compare(`compensation of the ${name}`, compensation, args.compensation),
    ...(args.amount === 0n
      ? []
      : compare(`split of the ${name}`, due.map(([to, amount]) => `${to} ${amount}`).join(), paid.join())),
  ];
}

function shareOf({ active, unbonding }: Stake, bps: number): bigint {
  return ((active + unbonding) * BigInt(bps)) / 10_000n;
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
