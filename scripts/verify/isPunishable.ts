import type { MusterClient } from "../../sdk/client/musterClient.ts";

/** Whom a market wants to punish, and when. */
export interface IsPunishableParameters {
  readonly market: string;
  readonly pool: bigint;
  readonly operator: number;
  readonly block: number;
}

/** Whether governance approved of a market, and an operator was in its pool or had left it a short while before. */
export async function isPunishable(
  { registry, provider }: MusterClient,
  { market, pool, operator, block }: IsPunishableParameters,
): Promise<boolean> {
  const at = { blockTag: block };
  const [isMarket, { isLive, leftAt }, unbonding, found] = await Promise.all([
    registry.isMarket(market, at),
    registry.membershipOf(pool, operator, at),
    registry.unbondingPeriod(at),
    provider.getBlock(block),
  ]);
  return isMarket && (isLive || BigInt(found?.timestamp ?? 0) <= leftAt + unbonding);
}
