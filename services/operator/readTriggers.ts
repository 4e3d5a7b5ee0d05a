import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { getAddress, isAddress, type Provider } from "ethers";

import { SettingError } from "../settingError.ts";
import { createBlockTrigger } from "./triggers/createBlockTrigger.ts";
import { createEventTrigger } from "./triggers/createEventTrigger.ts";
import { createManualTrigger } from "./triggers/createManualTrigger.ts";
import { createPredicateTrigger } from "./triggers/createPredicateTrigger.ts";
import { createQueueTrigger } from "./triggers/createQueueTrigger.ts";
import { createTimeTrigger } from "./triggers/createTimeTrigger.ts";
import { loadPredicate } from "./triggers/loadPredicate.ts";
import type { Trigger, TriggerOptions } from "./triggers/trigger.ts";

const SETTING = "MUSTER_OPERATOR_TRIGGERS";
const DEFAULT_QUEUE_SIZE = 1_024;
const DEFAULT_PREDICATE_MS = 10_000;

/** What triggers are made with. */
export interface ReadTriggersParameters {
  /** A JSON file with a list of triggers. */
  readonly path: string;
  readonly provider: Provider;
  readonly dataDir: string;
}

type Entry = Readonly<Record<string, unknown>>;

/**
 * Reads the triggers of a performer. Each has `kind`, `name` and `taskDefinitionId`, may have `election`, and:
 *
 * | kind | needs | may have |
 * |---|---|---|
 * | `manual` | | |
 * | `queue` | | `maxSize` |
 * | `block` | `every`, blocks | |
 * | `time` | `everySeconds` | |
 * | `event` | `contract`, `event` as in Solidity | `fromBlock`, `confirmations` |
 * | `predicate` | `source`, a module or an address | `everyMs` |
 *
 * @throws {SettingError} when the file cannot be read, or one of them is malformed.
 */
export async function readTriggers(parameters: ReadTriggersParameters): Promise<readonly Trigger[]> {
  const entries = readEntries(parameters.path);
  const triggers: Trigger[] = [];
  for (const entry of entries) triggers.push(await makeTrigger(entry, parameters));
  if (new Set(triggers.map(({ name }) => name)).size < triggers.length) throw malformed("triggers of different names");
  return triggers;
}

function readEntries(path: string): readonly Entry[] {
  try {
    const entries: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (Array.isArray(entries)) return entries.map(Object) as Entry[];
  } catch {
    // Told below, without what the file holds.
  }
  throw malformed("a readable JSON file with a list of triggers");
}

async function makeTrigger(entry: Entry, { provider, dataDir }: ReadTriggersParameters): Promise<Trigger> {
  const options = readOptions(entry);
  switch (entry.kind) {
    case "manual":
      return createManualTrigger(options, randomUUID);
    case "queue": {
      const maxSize = readNumber(entry, "maxSize", DEFAULT_QUEUE_SIZE);
      const path = join(dataDir, `queue-${options.name}.journal`);
      return createQueueTrigger({ ...options, maxSize, path }, randomUUID);
    }
    case "block":
      return createBlockTrigger({ ...options, every: readNumber(entry, "every") });
    case "time":
      return createTimeTrigger({ ...options, everySeconds: readNumber(entry, "everySeconds") });
    case "event": {
      const { contract } = entry;
      if (!isAddress(contract)) throw malformed(`a contract's address in trigger ${options.name}`);
      const event = readText(entry, "event");
      const fromBlock = readNumber(entry, "fromBlock", 0);
      const confirmations = readNumber(entry, "confirmations", 0);
      const where = { provider, contract: getAddress(contract), fromBlock, confirmations };
      return createEventTrigger({ ...options, ...where, event });
    }
    case "predicate": {
      const predicate = await loadPredicate(readText(entry, "source"));
      return createPredicateTrigger({
        ...options,
        predicate,
        everyMs: readNumber(entry, "everyMs", DEFAULT_PREDICATE_MS),
      });
    }
    default:
      throw malformed("triggers of kind manual, queue, block, time, event or predicate");
  }
}

function readOptions(entry: Entry): TriggerOptions {
  const name = readText(entry, "name");
  if (!/^[\w-]{1,64}$/.test(name)) throw malformed("triggers whose names are letters, digits and dashes");
  const { election } = entry;
  if (election !== undefined && !isAddress(election)) throw malformed(`an election's address in trigger ${name}`);
  return { name, taskDefinitionId: readNumber(entry, "taskDefinitionId"), election: election as string | undefined };
}

function readText(entry: Entry, field: string): string {
  const value = entry[field];
  if (typeof value !== "string" || value === "") throw malformed(`triggers with a ${field}`);
  return value;
}

/** A whole number that is not negative; above zero unless it may be left out. */
function readNumber(entry: Entry, field: string, otherwise?: number): number {
  const value = entry[field] ?? otherwise;
  const isFit = Number.isSafeInteger(value) && (value as number) >= (otherwise === undefined ? 1 : 0);
  if (!isFit) throw malformed(`triggers whose ${field} is a whole number`);
  return value as number;
}

function malformed(expected: string): SettingError {
  return new SettingError(SETTING, expected);
}
