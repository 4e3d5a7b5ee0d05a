import { ZeroAddress } from "ethers";

import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import { BaseError } from "../errors/baseError.ts";
import { decodePage, type PageSeat } from "./decodePage.ts";

/** Which committee: by its id, or the newest of a pool. */
export type ReadCommitteeParameters = { readonly committee: bigint } | { readonly pool: number };

/** A seat of a committee. */
export interface CommitteeSeat extends PageSeat {
  readonly seat: number;
  /** Whether it can no longer sign; it still counts in the total. */
  readonly isVoided: boolean;
}

/** A sealed roster. Times in seconds; powers in the smallest unit of the staking currency. */
export interface ReadCommitteeReturnType {
  readonly committee: bigint;
  readonly pool: number;
  /** Its number among the pool's committees, from 1. */
  readonly number: number;
  readonly rosterVersion: number;
  readonly sealer: string;
  readonly sealedAt: number;
  /** Zero while it is the newest. */
  readonly supersededAt: number;
  readonly diesAt: number;
  readonly isLive: boolean;
  readonly totalPower: bigint;
  /** Hex, 192 bytes: all keys added up. */
  readonly aggregateKey: string;
  readonly seats: readonly CommitteeSeat[];
}

/**
 * Reads a committee, its keys included.
 *
 * @throws {BaseError} `COMMITTEE_UNKNOWN` when there is none.
 */
export async function readCommittee(
  client: MusterClient,
  parameters: ReadCommitteeParameters,
): Promise<ReadCommitteeReturnType> {
  const { committees, provider } = client;
  const id = await idOf(client, parameters);
  const [stored, diesAt, isLive] = await readCall(async () =>
    Promise.all([committees.committeeOf(id), committees.diesAt(id), committees.isLive(id)]),
  );
  if (stored.size === 0n) throw new BaseError("COMMITTEE_UNKNOWN", `There is no committee ${id}.`);

  const addresses = [stored.page0, stored.page1, stored.page2].filter((page) => page !== ZeroAddress);
  const codes = await readCall(async () => Promise.all(addresses.map((page) => provider.getCode(page))));
  const pages = codes.map((code) => decodePage(code));
  const [{ totalPower, aggregateKey }] = pages as [(typeof pages)[number]];
  const seats = pages.flatMap((page) => page.seats);

  return {
    committee: id,
    pool: Number(id >> 32n),
    number: Number(BigInt.asUintN(32, id)),
    rosterVersion: Number(stored.rosterVersion),
    sealer: stored.sealer,
    sealedAt: Number(stored.sealedAt),
    supersededAt: Number(stored.supersededAt),
    diesAt: Number(diesAt),
    isLive,
    totalPower,
    aggregateKey,
    seats: seats.map((record, seat) => ({ ...record, seat, isVoided: ((stored.voided >> BigInt(seat)) & 1n) === 1n })),
  };
}

async function idOf({ committees }: MusterClient, parameters: ReadCommitteeParameters): Promise<bigint> {
  if ("committee" in parameters) return parameters.committee;
  const id = await readCall(async () => committees.currentOf(parameters.pool));
  if (id === 0n) throw new BaseError("COMMITTEE_UNKNOWN", `Pool ${parameters.pool} was never sealed.`);
  return id;
}
