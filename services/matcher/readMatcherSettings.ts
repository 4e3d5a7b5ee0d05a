import { getAddress, isAddress, ZeroAddress } from "ethers";

import type { Deployment } from "../../sdk/client/deployment.ts";
import { readDeployment } from "../readDeployment.ts";
import { type EnvironmentReader, readEnvironment } from "../readEnvironment.ts";
import { SettingError } from "../settingError.ts";

/** What the process needs to be told. */
export interface MatcherSettings {
  readonly rpcUrl: string;
  readonly deployment: Deployment;
  /** Private key of the account that pays and is paid, 32 bytes of hex. */
  readonly privateKey: string;
  readonly httpPort: number | undefined;
  readonly pollIntervalMs: number;
  readonly journalPath: string | undefined;
  readonly minimumProfit: bigint;
  readonly budget: bigint;
  readonly maxConcurrent: number;
  readonly maxRounds: number;
  readonly upkeep: boolean;
  readonly collect: Readonly<Record<string, bigint>>;
}

/**
 * Reads the settings of the matcher's process.
 *
 * | Variable | Means | Default |
 * |---|---|---|
 * | `MUSTER_RPC_URL` | the URL of a node | |
 * | `MUSTER_DEPLOYMENT` | path of a deployment's JSON | |
 * | `MUSTER_PRIVATE_KEY` | key of the account | |
 * | `MUSTER_HTTP_PORT` | port of `/health`, `/metrics` and `/jobs/<id>` | none |
 * | `MUSTER_POLL_INTERVAL_MS` | between looks at the chain | 1000 |
 * | `MUSTER_MATCHER_JOURNAL` | file to go on from after a restart | none |
 * | `MUSTER_MATCHER_MINIMUM_PROFIT` | of a transaction, wei, may be negative | 0 |
 * | `MUSTER_MATCHER_BUDGET` | most spent on gas beyond what was collected, wei | 10^17 |
 * | `MUSTER_MATCHER_MAX_CONCURRENT` | matches on their way at one time | 8 |
 * | `MUSTER_MATCHER_MAX_ROUNDS` | matches of one job that its processors let down | 5 |
 * | `MUSTER_MATCHER_UPKEEP` | `true` also brings jobs on where that pays nothing | false |
 * | `MUSTER_MATCHER_COLLECT` | credit in native coin that is paid out, wei | 10^16 |
 * | `MUSTER_MATCHER_COLLECT_TOKENS` | the same in tokens, `address=amount` between commas | none |
 *
 * @throws {SettingError} when one is missing or malformed.
 */
export function readMatcherSettings(env: NodeJS.ProcessEnv): MatcherSettings {
  const read = readEnvironment(env);
  const tokens = read.list("MUSTER_MATCHER_COLLECT_TOKENS", []).map(readToken);
  return {
    rpcUrl: read.text("MUSTER_RPC_URL", "the URL of a node"),
    deployment: readMarket(read),
    privateKey: read.key("MUSTER_PRIVATE_KEY"),
    httpPort: read.optionalNumber("MUSTER_HTTP_PORT"),
    pollIntervalMs: read.number("MUSTER_POLL_INTERVAL_MS", 1_000),
    journalPath: read.optionalText("MUSTER_MATCHER_JOURNAL"),
    minimumProfit: read.bigint("MUSTER_MATCHER_MINIMUM_PROFIT", 0n),
    budget: read.bigint("MUSTER_MATCHER_BUDGET", 10n ** 17n),
    maxConcurrent: read.number("MUSTER_MATCHER_MAX_CONCURRENT", 8),
    maxRounds: read.number("MUSTER_MATCHER_MAX_ROUNDS", 5),
    upkeep: readUpkeep(read.optionalText("MUSTER_MATCHER_UPKEEP") ?? "false"),
    collect: { [ZeroAddress]: read.bigint("MUSTER_MATCHER_COLLECT", 10n ** 16n), ...Object.fromEntries(tokens) },
  };
}

function readMarket(read: EnvironmentReader): Deployment {
  const path = read.text("MUSTER_DEPLOYMENT", "a path of a deployment's JSON");
  const deployment = readDeployment("MUSTER_DEPLOYMENT", path);
  if (isAddress(deployment.addresses.jobs)) return deployment;
  throw new SettingError("MUSTER_DEPLOYMENT", "a deployment with a job market");
}

function readUpkeep(word: string): boolean {
  if (word === "true" || word === "false") return word === "true";
  throw new SettingError("MUSTER_MATCHER_UPKEEP", "true or false");
}

function readToken(pair: string): [string, bigint] {
  const [address = "", least = ""] = pair.split("=");
  if (isAddress(address) && /^\d{1,78}$/.test(least)) return [getAddress(address), BigInt(least)];
  throw new SettingError("MUSTER_MATCHER_COLLECT_TOKENS", "pairs of address=amount between commas");
}
