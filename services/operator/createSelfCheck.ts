import type { Logger } from "../logger.ts";
import { createReasonLog } from "../createReasonLog.ts";
import type { AttestationChain, DefinitionView } from "./chain/attestationChain.ts";
import { hasSeat } from "./tasks/hasSeat.ts";

/** Where this node stands in the definitions that it serves: what keeps it from taking part shows here first. */
export interface SelfCheck {
  work(): Promise<void>;
  /** By definition: `eligible`, or what is in the way. */
  standings(): Readonly<Record<string, string>>;
}

/** What a check is made of. */
export interface CreateSelfCheckParameters {
  readonly chain: AttestationChain;
  /** Our controller address, checksummed. */
  readonly self: () => string;
  /** Hex, 192 bytes; of a node that votes. */
  readonly publicKey: string | undefined;
  readonly logger: Logger;
}

export function createSelfCheck({ chain, self, publicKey, logger }: CreateSelfCheckParameters): SelfCheck {
  const reasons = createReasonLog(logger);
  let found: Readonly<Record<string, string>> = {};
  let checkedAt = -1;

  async function work(): Promise<void> {
    if (chain.head() === checkedAt) return;
    const entries: [string, string][] = [];
    for (const definition of await chain.definitions()) {
      if (chain.head() + 1 >= definition.blockExpiry) continue;
      const standing = await standingIn(definition);
      entries.push([String(definition.id), standing]);
      const fields = { taskDefinitionId: definition.id, standing };
      if (standing === "eligible") reasons.forget(String(definition.id));
      else
        reasons.waits(String(definition.id), standing, fields, "This node cannot take part in tasks of a definition");
    }
    found = Object.fromEntries(entries);
    checkedAt = chain.head();
  }

  async function standingIn({ id, pool, minimumVotingPower }: DefinitionView): Promise<string> {
    const operator = await chain.operatorOf(self());
    if (operator === 0) return "notRegistered";
    const number = await chain.currentCommitteeOf(pool);
    const committee = number === 0n ? undefined : await chain.committeeOf(number);
    if (committee === undefined) return `neverSealed: pool ${pool}`;
    const seat = committee.seats.findIndex((each) => each.operator === operator);
    const own = committee.seats[seat];
    if (own === undefined) return `notSeated: operator ${operator} is not in committee ${number} of pool ${pool}`;
    if (hasSeat(committee.voided, seat)) return `seatVoided: seat ${seat} of committee ${number}`;
    if (publicKey !== undefined && own.key !== publicKey) return "keyDiffers: this node's BLS key was not sealed";
    const { seats } = await chain.eligibilityOf(id, number);
    if (hasSeat(seats, seat)) return committee.isLive ? "eligible" : `committeeDead: committee ${number}`;
    if (own.power < minimumVotingPower) return `tooWeak: power ${own.power} of ${minimumVotingPower}`;
    return `restricted: definition ${id} does not list operator ${operator}`;
  }

  return { work, standings: () => found };
}
