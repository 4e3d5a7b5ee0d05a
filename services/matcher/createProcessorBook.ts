import type { Interface, Log } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import type { ProcessorCommitment, ProcessorOffer, ProcessorState } from "./processorState.ts";

/** Blocks heard again with every new one. */
const REORG_DEPTH_BLOCKS = 64;
const LOG_RANGE_BLOCKS = 1_000;
/** Most commitments that a processor has. */
const LANES = 32;
/** Processors that are asked about at a time. */
const READS_AT_ONCE = 8;

/** What the chain knows of processors. */
export interface ProcessorBook {
  /** Something of a processor may have changed. */
  mark(operator: bigint): void;
  /** Hears of changes outside of the market, up to this block: seats, reputation, devices. */
  listen(head: number): Promise<void>;
  /** Those that advertise; only what may have changed is read anew. */
  states(advertisers: ReadonlyMap<bigint, readonly string[]>): Promise<readonly ProcessorState[]>;
}

/** Reads processors' states, and reads them again when an event says that they may have changed. */
export function createProcessorBook({ provider, jobs, registry, reputation, devices }: MusterClient): ProcessorBook {
  const known = new Map<bigint, ProcessorState>();
  const abis = new Map<string, Interface>();
  let next: number | undefined;
  let pool: bigint | undefined;

  function mark(operator: bigint): void {
    known.delete(operator);
  }

  async function listen(head: number): Promise<void> {
    if (abis.size === 0) {
      for (const contract of [registry, reputation, devices]) {
        abis.set(await contract.getAddress(), contract.interface);
      }
    }
    // Nothing is known before the first look, so nothing older can change it.
    const from = Math.max(0, Math.min(next ?? head, head + 1) - (next === undefined ? 0 : REORG_DEPTH_BLOCKS));
    for (let fromBlock = from; fromBlock <= head; fromBlock += LOG_RANGE_BLOCKS) {
      const toBlock = Math.min(fromBlock + LOG_RANGE_BLOCKS - 1, head);
      for (const log of await provider.getLogs({ address: [...abis.keys()], fromBlock, toBlock })) hear(log);
    }
    next = head + 1;
  }

  /** An event that names no operator may be about all: a certifier that governance let go, for example. */
  function hear(log: Log): void {
    const operator = abis.get(log.address)?.parseLog(log)?.args.toObject().operator as bigint | undefined;
    if (operator === undefined) known.clear();
    else mark(operator);
  }

  async function states(advertisers: ReadonlyMap<bigint, readonly string[]>): Promise<readonly ProcessorState[]> {
    const unknown = [...advertisers].filter(([operator]) => !known.has(operator));
    for (let first = 0; first < unknown.length; first += READS_AT_ONCE) {
      const batch = unknown.slice(first, first + READS_AT_ONCE);
      await Promise.all(
        batch.map(async ([operator, consumers]) => known.set(operator, await read(operator, consumers))),
      );
    }
    return [...advertisers.keys()].map((operator) => known.get(operator)).filter((state) => state !== undefined);
  }

  async function read(operator: bigint, consumers: readonly string[]): Promise<ProcessorState> {
    pool ??= await jobs.pool();
    const [identity, membership, deviceLiveUntil, score, offer] = await Promise.all([
      registry.identityOf(operator),
      registry.membershipOf(pool, operator),
      devices.liveUntil(operator),
      reputation.scoreOf(operator),
      jobs.offerOf(operator),
    ]);
    return {
      operator,
      controller: identity.controller,
      isMember: membership.isLive,
      deviceLiveUntil,
      reputation: score,
      offer: offer.isActive ? offerOf(offer, consumers) : undefined,
      commitments: await readCommitments(operator, offer.lanes),
    };
  }

  async function readCommitments(operator: bigint, lanes: bigint): Promise<ProcessorCommitment[]> {
    const taken = Array.from({ length: LANES }, (_, lane) => lane).filter((lane) => (lanes >> BigInt(lane)) & 1n);
    const found = await Promise.all(taken.map((lane) => jobs.commitmentAt(operator, lane)));
    return found.map(({ start, interval, duration, count, storageBytes }) => ({
      ...{ start, interval, duration, count, storageBytes },
    }));
  }

  return { mark, listen, states };
}

function offerOf(offer: Omit<ProcessorOffer, "consumers">, consumers: readonly string[]): ProcessorOffer {
  return {
    currency: offer.currency,
    windowEnd: offer.windowEnd,
    windowDelta: offer.windowDelta,
    feePerMillisecond: offer.feePerMillisecond,
    feePerByte: offer.feePerByte,
    baseFee: offer.baseFee,
    modules: offer.modules,
    isRestricted: offer.isRestricted,
    maxMemory: offer.maxMemory,
    storageCapacity: offer.storageCapacity,
    networkQuota: offer.networkQuota,
    consumers,
  };
}
