import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import type { MinedTransaction, Transactor } from "../../createTransactor.ts";
import { explainFailure } from "../../explainFailure.ts";
import type { Logger } from "../../logger.ts";
import type { AttestationChain } from "../chain/attestationChain.ts";
import { hasSeat } from "../tasks/hasSeat.ts";
import { buildSealPart } from "./buildSealPart.ts";
import type { SealerSettings } from "./sealerSettings.ts";

/** What a sealer needs. */
export interface CreateSealerParameters {
  readonly client: MusterClient;
  readonly chain: AttestationChain;
  readonly transactor: Transactor;
  /** Our controller address, checksummed. */
  readonly self: () => string;
  readonly settings: SealerSettings;
  /** Pools beside those of the attestation center. */
  readonly otherPools?: readonly number[];
  readonly logger: Logger;
  /** Unix time in milliseconds. */
  readonly now: () => number;
}

/** Keeps committees up to date. */
export interface Sealer {
  /** An operator was slashed or jailed: its seats may be void. */
  punished(operator: number): void;
  work(): Promise<void>;
  mined(transaction: MinedTransaction): Promise<void>;
  /** Why rosters are not sealed, by pool. */
  health(): Readonly<Record<string, string>>;
}

/**
 * Creates what seals rosters when they changed or grow old, collects the bounty, and voids the seats of who was
 * slashed. Whether there is a reason to seal is for the contract to say: it refuses one without.
 */
export function createSealer(parameters: CreateSealerParameters): Sealer {
  const { client, chain, transactor, self, settings, logger, now, otherPools = [] } = parameters;
  const { committees, registry, sealBounties } = client;
  const suspects = new Set<number>();
  /** Since when a pool could be sealed, in milliseconds. */
  const dueSince = new Map<number, number>();
  const waiting = new Map<number, string>();
  let nextAt = 0;

  async function work(): Promise<void> {
    await refresh();
    if (now() < nextAt) return;
    nextAt = now() + settings.everyMs;
    for (const pool of await pools()) {
      await care(pool).catch((error: unknown) => waiting.set(pool, explainFailure(error).text));
    }
  }

  async function pools(): Promise<readonly number[]> {
    return [...new Set([...(await chain.pools()), ...otherPools])];
  }

  async function care(pool: number): Promise<void> {
    if (transactor.isUnderWay(`seal:${pool}`)) return;
    const { size, version } = await registry.rosterOf(pool);
    if (size === 0n) return void waiting.set(pool, "nobody is seated");
    const part = await buildSealPart(client, pool, self());
    try {
      await committees.seal.staticCall(pool, part, { from: self() });
    } catch (error) {
      dueSince.delete(pool);
      return void waiting.set(pool, explainFailure(error).text);
    }
    const since = dueSince.get(pool) ?? now();
    dueSince.set(pool, since);
    const place = await placeOf(pool, Number(size), Number(version));
    if (now() - since < place * settings.staggerMs) {
      nextAt = Math.min(nextAt, since + place * settings.staggerMs);
      return void waiting.set(pool, `place ${place} in line`);
    }
    const call = await committees.seal.populateTransaction(pool, part);
    const transactionHash = await transactor.send(`seal:${pool}`, call);
    dueSince.delete(pool);
    waiting.delete(pool);
    logger.info({ event: "sealSent", pool, rosterVersion: part.rosterVersion, transactionHash }, "Sent: seal");
  }

  /** Members go one after the other, and begin with another each time; strangers last. */
  async function placeOf(pool: number, size: number, version: number): Promise<number> {
    const operator = await chain.operatorOf(self());
    if (operator === 0) return size;
    const { isLive, seat } = await registry.membershipOf(pool, operator);
    return isLive ? (Number(seat) - (version % size) + size) % size : size;
  }

  async function mined({ key, isSuccess, receipt }: MinedTransaction): Promise<void> {
    const [kind, pool = ""] = key.split(":");
    if (kind !== "seal") return;
    // Other pages of the same seal, or a race that was lost: look again.
    nextAt = 0;
    if (!isSuccess) return;
    for (const log of receipt.logs) {
      const event = committees.interface.parseLog(log);
      if (event?.name !== "CommitteeSealed") continue;
      const committee = event.args.committee as bigint;
      logger.info({ event: "sealed", pool, committee: String(committee) }, "Sealed a committee");
      await collectBounty(committee);
    }
  }

  async function collectBounty(committee: bigint): Promise<void> {
    try {
      const call = await sealBounties.pay.populateTransaction(committee);
      const transactionHash = await transactor.send(`bounty:${committee}`, call);
      logger.info({ event: "bountySent", committee: String(committee), transactionHash }, "Sent: bounty");
    } catch (error) {
      const reason = explainFailure(error).text;
      logger.info({ event: "noBounty", committee: String(committee), reason }, "Sealing earned no bounty");
    }
  }

  /* SEATS */

  function punished(operator: number): void {
    suspects.add(operator);
  }

  async function refresh(): Promise<void> {
    for (const operator of [...suspects]) {
      suspects.delete(operator);
      for (const pool of await pools()) {
        await refreshIn(pool, operator).catch((error: unknown) => {
          logger.warn({ event: "notRefreshed", operator, reason: explainFailure(error).text }, "Could not void a seat");
        });
      }
    }
  }

  async function refreshIn(pool: number, operator: number): Promise<void> {
    const id = await chain.currentCommitteeOf(pool);
    const committee = id === 0n ? undefined : await chain.committeeOf(id);
    const seat = committee?.seats.findIndex((each) => each.operator === operator) ?? -1;
    const key = `refresh:${id}:${seat}`;
    if (committee === undefined || seat < 0 || hasSeat(committee.voided, seat) || transactor.isUnderWay(key)) return;
    if (!(await committees.refreshSeat.staticCall(id, seat))) return;
    const transactionHash = await transactor.send(key, await committees.refreshSeat.populateTransaction(id, seat));
    logger.info({ event: "refreshSent", committee: String(id), seat, transactionHash }, "Sent: refresh");
  }

  function health(): Readonly<Record<string, string>> {
    return Object.fromEntries([...waiting].map(([pool, reason]) => [String(pool), reason]));
  }

  return { punished, work, mined, health };
}
