import type { MusterClient } from "../client/musterClient.ts";
import { readCall } from "../client/readCall.ts";
import type { Advertisement } from "./advertisement.ts";
import type { JobSeries } from "./jobSeries.ts";

/** Which processor. */
export interface ReadOfferParameters {
  /** The operator's number. */
  readonly processor: bigint;
}

/** A processor's offer, and what it has taken on. */
export interface ReadOfferReturnType extends Advertisement {
  readonly isActive: boolean;
  /** Bytes. */
  readonly storageUsed: bigint;
  /** What it is committed to; those that are over lie there until their place is needed. */
  readonly commitments: readonly JobSeries[];
}

const LANES = 32;

/** Reads what a processor offers and has taken on; together with `scheduleOverlap`, what else it could take. */
export async function readOffer(
  { jobs }: MusterClient,
  { processor }: ReadOfferParameters,
): Promise<ReadOfferReturnType> {
  const { lanes, isActive, storageUsed, ...offer } = await readCall(async () => {
    const found = await jobs.offerOf(processor);
    return {
      currency: found.currency,
      windowEnd: found.windowEnd,
      windowDelta: found.windowDelta,
      feePerMillisecond: found.feePerMillisecond,
      feePerByte: found.feePerByte,
      baseFee: found.baseFee,
      modules: found.modules,
      isRestricted: found.isRestricted,
      maxMemory: found.maxMemory,
      storageCapacity: found.storageCapacity,
      networkQuota: found.networkQuota,
      isActive: found.isActive,
      storageUsed: found.storageUsed,
      lanes: found.lanes,
    };
  });
  const taken = Array.from({ length: LANES }, (_, lane) => lane).filter((lane) => (lanes >> BigInt(lane)) & 1n);
  const commitments = await readCall(async () =>
    Promise.all(taken.map(async (lane) => jobs.commitmentAt(processor, lane))),
  );
  const series = commitments.map(({ start, interval, duration, count }) => ({ start, interval, duration, count }));
  return { ...offer, isActive, storageUsed, commitments: series };
}
