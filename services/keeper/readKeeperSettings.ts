import type { Deployment } from "../../sdk/client/deployment.ts";
import { readDeployment } from "../readDeployment.ts";
import { readEnvironment } from "../readEnvironment.ts";
import { SettingError } from "../settingError.ts";
import { KEEPER_WORK, type KeeperWork } from "./keeperWork.ts";

/** What the process needs to be told. */
export interface KeeperSettings {
  readonly rpcUrl: string;
  readonly deployment: Deployment;
  /** Private key of the account that pays and is paid, 32 bytes of hex. */
  readonly privateKey: string;
  readonly httpPort: number | undefined;
  readonly pollIntervalMs: number;
  readonly work: ReadonlySet<KeeperWork>;
  readonly minimumProfit: bigint;
  readonly fundThreshold: bigint;
}

/**
 * Reads the settings of the keeper's process.
 *
 * | Variable | Means | Default |
 * |---|---|---|
 * | `MUSTER_RPC_URL` | the URL of a node | |
 * | `MUSTER_DEPLOYMENT` | path of a deployment's JSON | |
 * | `MUSTER_PRIVATE_KEY` | key of the account | |
 * | `MUSTER_HTTP_PORT` | port of `/health` and `/metrics` | none |
 * | `MUSTER_POLL_INTERVAL_MS` | between looks at the chain | 1000 |
 * | `MUSTER_KEEPER_WORK` | kinds of work between commas, see `KEEPER_WORK` | all |
 * | `MUSTER_KEEPER_MINIMUM_PROFIT` | of a callback, wei, may be negative | 0 |
 * | `MUSTER_KEEPER_FUND_THRESHOLD` | fees to gather before the beacon is funded, wei | 10^16 |
 *
 * @throws {SettingError} when one is missing or malformed.
 */
export function readKeeperSettings(env: NodeJS.ProcessEnv): KeeperSettings {
  const read = readEnvironment(env);
  return {
    rpcUrl: read.text("MUSTER_RPC_URL", "the URL of a node"),
    deployment: readDeployment("MUSTER_DEPLOYMENT", read.text("MUSTER_DEPLOYMENT", "a path of a deployment's JSON")),
    privateKey: read.key("MUSTER_PRIVATE_KEY"),
    httpPort: read.optionalNumber("MUSTER_HTTP_PORT"),
    pollIntervalMs: read.number("MUSTER_POLL_INTERVAL_MS", 1_000),
    work: new Set(read.list("MUSTER_KEEPER_WORK", KEEPER_WORK).map(requireWork)),
    minimumProfit: read.bigint("MUSTER_KEEPER_MINIMUM_PROFIT", 0n),
    fundThreshold: read.bigint("MUSTER_KEEPER_FUND_THRESHOLD", 10n ** 16n),
  };
}

function requireWork(word: string): KeeperWork {
  const work = KEEPER_WORK.find((known) => known === word);
  if (work === undefined) throw new SettingError("MUSTER_KEEPER_WORK", `some of ${KEEPER_WORK.join(", ")}`);
  return work;
}
