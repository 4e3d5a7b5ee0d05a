import type { Avs, Execute, Validate } from "../../../services/avs-kit/avs.ts";
import { AvsError } from "../../../services/avs-kit/avsError.ts";
import { decodeChange, type DomainChange, encodeChange, hashChange, readChange } from "./domainChange.ts";
import { findBrokenRule } from "./findBrokenRule.ts";

/** What the registry lets, and what it knows. */
export interface CreateDnsRegistryParameters {
  /** Domains lie directly below it. */
  readonly suffix: string;
  /** The changes that were accepted, from the first to the last. */
  readonly readAccepted: () => Promise<readonly unknown[]>;
  /** The changes that wait, whose turn comes when a request brings none of its own. */
  readonly readQueue?: () => Promise<readonly unknown[]>;
}

/** Registers and updates domains, one by one as they are sent or from a queue. */
export function createDnsRegistry(parameters: CreateDnsRegistryParameters): Avs {
  const { suffix, readAccepted, readQueue = async () => [] } = parameters;
  const taken = new Set<string>();

  async function findPrevious({ name }: DomainChange): Promise<DomainChange | undefined> {
    return (await readAccepted()).map(readChange).findLast((accepted) => accepted?.name === name);
  }

  /** The first change in the queue that keeps the rules and was not taken yet. */
  async function takeNext(): Promise<DomainChange> {
    for (const change of (await readQueue()).map(readChange)) {
      if (change === undefined || taken.has(encodeChange(change))) continue;
      if (findBrokenRule(change, await findPrevious(change), suffix) !== undefined) continue;
      taken.add(encodeChange(change));
      return change;
    }
    throw new AvsError("QUEUE_EMPTY", "There is nothing to do");
  }

  const execute: Execute = async ({ input }) => {
    const change = input.change === undefined ? await takeNext() : readChange(input.change);
    if (change === undefined) throw new AvsError("CHANGE_MALFORMED", "That is no change of a domain");
    const broken = findBrokenRule(change, await findPrevious(change), suffix);
    if (broken !== undefined) throw new AvsError("RULE_BROKEN", `${change.name}: ${broken}`);
    return { proofOfTask: hashChange(change), data: encodeChange(change) };
  };

  const validate: Validate = async ({ proofOfTask, data }) => {
    const change = decodeChange(data);
    if (change === undefined || proofOfTask !== hashChange(change)) return false;
    const previous = await findPrevious(change);
    if (change.version > (previous?.version ?? 0) + 1) throw new AvsError("BOOK_BEHIND", "Versions are missing here");
    return findBrokenRule(change, previous, suffix) === undefined;
  };

  return { execute, validate };
}
