import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { requestBytes } from "../../requestBytes.ts";
import { SettingError } from "../../settingError.ts";
import type { Predicate, PredicateAnswer } from "./createPredicateTrigger.ts";

const MAX_ANSWER_BYTES = 64 * 1024;
const TIMEOUT_MS = 10_000;

/**
 * Loads a condition: a module that exports a function `isDue`, or an address that is asked with GET. Both answer a
 * boolean, or `{isDue, input, key}`; the address as JSON.
 *
 * @throws {SettingError} when the module has no such function.
 */
export async function loadPredicate(source: string): Promise<Predicate> {
  if (/^https?:/.test(source)) return ({ signal }) => askUrl(source, signal);
  const loaded = (await import(pathToFileURL(resolve(source)).href)) as { isDue?: unknown };
  if (typeof loaded.isDue !== "function") {
    throw new SettingError("MUSTER_OPERATOR_TRIGGERS", "predicates whose module exports a function isDue");
  }
  return loaded.isDue as Predicate;
}

async function askUrl(url: string, signal: AbortSignal): Promise<PredicateAnswer | boolean> {
  const { isOk, bytes } = await requestBytes({ url, maxBytes: MAX_ANSWER_BYTES, timeoutMs: TIMEOUT_MS, signal });
  if (!isOk) return false;
  const answer: unknown = JSON.parse(bytes.toString("utf8"));
  if (typeof answer === "boolean") return answer;
  const isAnswer =
    typeof answer === "object" && answer !== null && typeof (answer as PredicateAnswer).isDue === "boolean";
  return isAnswer ? (answer as PredicateAnswer) : false;
}
