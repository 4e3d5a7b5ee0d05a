import type { ContractTransaction } from "ethers";

import { type Advertisement, DEFAULT_ADVERTISEMENT } from "../../../sdk/jobs/advertisement.ts";
import { explainFailure } from "../../explainFailure.ts";
import type { ProcessorRole } from "./processorRole.ts";

const KEY = "advertise";
const JAILED = 2n;
/** The standing until the advertisement is mined. */
const SENT = "advertising";

/** Keeps what the chain says of a processor as the processor is told. */
export interface Advertiser {
  work(head: number): Promise<void>;
  /** `eligible`, or what keeps the processor from being matched. */
  standing(): string;
  /** 0 while the account is no operator's. */
  operator(): number;
}

/** What an advertiser works with. */
export interface CreateAdvertiserParameters extends Pick<ProcessorRole, "client" | "signer" | "offer" | "logger"> {
  readonly send: (key: string, transaction: ContractTransaction) => Promise<void>;
  readonly isSending: (key: string) => boolean;
  readonly waits: (subject: string, reason: string, message: string) => void;
  readonly forget: (subject: string) => void;
}

/** Advertises a processor, again whenever the chain says something else than it is told to offer. */
export function createAdvertiser(parameters: CreateAdvertiserParameters): Advertiser {
  const { client, signer, offer, send, isSending, waits, forget, logger } = parameters;
  const { registry, jobs } = client;
  const consumers = [...(offer.consumers ?? [])];
  const wanted = wantedOf(offer);
  let operator = 0;
  let standing = "unknown";
  let checkedAt = -1;

  async function work(head: number): Promise<void> {
    if (head === checkedAt && standing !== SENT) return;
    standing = await look();
    checkedAt = head;
    if (standing === "eligible") forget("offer");
    else waits("offer", standing, "This processor cannot be matched");
  }

  async function look(): Promise<string> {
    operator = Number(await registry.operatorOf(signer));
    if (operator === 0) return "notRegistered: the account is no operator";
    const pool = await jobs.pool();
    const [identity, { isLive }] = await Promise.all([
      registry.identityOf(operator),
      registry.membershipOf(pool, operator),
    ]);
    if (identity.status === JAILED) return `jailed: until ${identity.jailedUntil}`;
    if (!isLive) return `notMember: it has no seat in pool ${pool}`;
    if (isSending(KEY)) return SENT;
    return (await isAdvertised()) ? "eligible" : advertise();
  }

  async function isAdvertised(): Promise<boolean> {
    const found = await jobs.offerOf(operator);
    const names = Object.keys(wanted) as (keyof Advertisement)[];
    if (!found.isActive || !names.every((name) => found[name] === wanted[name])) return false;
    return !wanted.isRestricted || (await areConsumersTold());
  }

  /** The chain keeps them in a map; the newest event lists them. */
  async function areConsumersTold(): Promise<boolean> {
    const told = await jobs.queryFilter(jobs.filters.Advertised(operator), client.deployment.fromBlock);
    const list = told.at(-1)?.args.consumers ?? [];
    return sorted(list) === sorted(consumers);
  }

  async function advertise(): Promise<string> {
    logger.info({ event: "advertising", operator }, "Changing the offer on the chain");
    try {
      await send(KEY, await jobs.advertise.populateTransaction(wanted, consumers));
      return SENT;
    } catch (error) {
      return `advertisementRefused: ${explainFailure(error).text}`;
    }
  }

  return { work, standing: () => standing, operator: () => operator };
}

function wantedOf({ consumers, ...offer }: ProcessorRole["offer"]): Advertisement {
  const windowDelta = offer.windowEnd === undefined ? DEFAULT_ADVERTISEMENT.windowDelta : 0n;
  return { ...DEFAULT_ADVERTISEMENT, windowDelta, ...offer, isRestricted: consumers !== undefined };
}

function sorted(addresses: readonly string[]): string {
  return addresses
    .map((address) => address.toLowerCase())
    .sort()
    .join();
}
