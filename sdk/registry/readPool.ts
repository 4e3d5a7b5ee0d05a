import { ZeroAddress } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { BaseError } from "../errors/baseError.ts";
import type { PoolTerms } from "./poolTerms.ts";

/** Which pool. */
export interface ReadPoolParameters {
  readonly pool: number;
}

/** A pool's terms, and its roster as of now. */
export interface ReadPoolReturnType extends PoolTerms {
  readonly pool: number;
  readonly owner: string;
  /** Members. */
  readonly size: number;
  readonly version: number;
  /** Whether it takes members. */
  readonly isOpen: boolean;
}

/**
 * Reads a pool.
 *
 * @throws {BaseError} `POOL_UNKNOWN` when there is none.
 */
export async function readPool({ registry }: MusterClient, { pool }: ReadPoolParameters): Promise<ReadPoolReturnType> {
  const [roster, rules] = await readCall(async () => Promise.all([registry.rosterOf(pool), registry.rulesOf(pool)]));
  if (rules.owner === ZeroAddress) throw new BaseError("POOL_UNKNOWN", `There is no pool ${pool}.`);

  return {
    pool,
    owner: rules.owner,
    market: roster.market,
    capability: rules.capability,
    minimumStake: rules.minimumStake,
    seatLimit: Number(rules.seatLimit),
    minimumResponseBlocks: Number(roster.minimumResponseBlocks),
    maxSlashBps: Number(rules.maxSlashBps),
    noShowBps: Number(rules.noShowBps),
    requiredKeys: Number(rules.requiredKeys),
    gate: rules.gate,
    size: Number(roster.size),
    version: Number(roster.version),
    isOpen: roster.isOpen,
  };
}
