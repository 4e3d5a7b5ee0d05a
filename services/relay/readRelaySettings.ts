import { isAddress } from "ethers";

import type { Deployment } from "../../sdk/client/deployment.ts";
import { readDeployment } from "../readDeployment.ts";
import { readEnvironment } from "../readEnvironment.ts";
import { SettingError } from "../settingError.ts";
import type { BatchSettings } from "./createRootPublisher.ts";

/** A driver of unstorage, and what it is built with. */
export interface DriverSettings {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A market that is served, and the contract that knows the parties to its tasks. */
export interface ServedMarket {
  readonly market: string;
  readonly parties: string;
}

/** What the process needs to be told. */
export interface RelaySettings {
  readonly rpcUrl: string;
  readonly deployment: Deployment;
  /** Private key of the publisher, 32 bytes of hex. */
  readonly privateKey: string;
  readonly dataDir: string;
  readonly port: number;
  readonly host: string;
  readonly markets: readonly ServedMarket[];
  readonly driver: DriverSettings | undefined;
  readonly batch: BatchSettings;
  readonly limits: { readonly maxBlobBytes: number };
  readonly pollIntervalMs: number;
}

/**
 * Reads the settings of the relay's process.
 *
 * | Variable | Means | Default |
 * |---|---|---|
 * | `MUSTER_RPC_URL` | the URL of a node | |
 * | `MUSTER_DEPLOYMENT` | path of a deployment's JSON | |
 * | `MUSTER_PRIVATE_KEY` | key of the publisher | |
 * | `MUSTER_DATA_DIR` | folder of the journal and the blobs | |
 * | `MUSTER_RELAY_MARKETS` | markets between commas: an address, or `market=contract` when another contract knows the parties | |
 * | `MUSTER_RELAY_PORT`, `MUSTER_RELAY_HOST` | where to listen | 8640, 127.0.0.1 |
 * | `MUSTER_RELAY_BATCH_SECONDS` | a blob waits for others at most | 10 |
 * | `MUSTER_RELAY_MAX_BATCH` | leaves of a root at most | 1024 |
 * | `MUSTER_RELAY_CONFIRMATIONS` | blocks after which a root stays | 12 |
 * | `MUSTER_RELAY_MAX_BLOB_BYTES` | bytes of the largest blob | 67108864 |
 * | `MUSTER_RELAY_DRIVER` | a driver of unstorage by its name, as `s3` | files |
 * | `MUSTER_RELAY_DRIVER_OPTIONS` | its options as JSON | `{}` |
 * | `MUSTER_POLL_INTERVAL_MS` | between looks at the chain | 1000 |
 *
 * @throws {SettingError} when one is missing or malformed.
 */
export function readRelaySettings(env: NodeJS.ProcessEnv): RelaySettings {
  const read = readEnvironment(env);
  const deployment = readDeployment(
    "MUSTER_DEPLOYMENT",
    read.text("MUSTER_DEPLOYMENT", "a path of a deployment's JSON"),
  );
  if (!isAddress(deployment.addresses.availability)) {
    throw new SettingError("MUSTER_DEPLOYMENT", "a deployment with data availability");
  }
  const driver = read.optionalText("MUSTER_RELAY_DRIVER");
  return {
    rpcUrl: read.text("MUSTER_RPC_URL", "the URL of a node"),
    deployment,
    privateKey: read.key("MUSTER_PRIVATE_KEY"),
    dataDir: read.text("MUSTER_DATA_DIR", "a folder of its own"),
    port: read.number("MUSTER_RELAY_PORT", 8_640),
    host: read.optionalText("MUSTER_RELAY_HOST") ?? "127.0.0.1",
    markets: readMarkets(read.list("MUSTER_RELAY_MARKETS", [])),
    driver: driver === undefined ? undefined : readDriver(driver, read.optionalText("MUSTER_RELAY_DRIVER_OPTIONS")),
    batch: {
      batchSeconds: read.number("MUSTER_RELAY_BATCH_SECONDS", 10),
      maxBatch: read.number("MUSTER_RELAY_MAX_BATCH", 1_024),
      confirmations: read.number("MUSTER_RELAY_CONFIRMATIONS", 12),
    },
    limits: { maxBlobBytes: read.number("MUSTER_RELAY_MAX_BLOB_BYTES", 64 * 1024 * 1024) },
    pollIntervalMs: read.number("MUSTER_POLL_INTERVAL_MS", 1_000),
  };
}

function readMarkets(words: readonly string[]): ServedMarket[] {
  if (words.length === 0) throw new SettingError("MUSTER_RELAY_MARKETS", "addresses of markets between commas");
  return words.map((word) => {
    const [market = "", parties = market] = word.split("=");
    if (!isAddress(market) || !isAddress(parties)) {
      throw new SettingError("MUSTER_RELAY_MARKETS", "addresses of markets between commas");
    }
    return { market, parties };
  });
}

function readDriver(name: string, options = "{}"): DriverSettings {
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    throw new SettingError("MUSTER_RELAY_DRIVER", "the name of a driver of unstorage");
  try {
    return { name, options: JSON.parse(options) as DriverSettings["options"] };
  } catch {
    throw new SettingError("MUSTER_RELAY_DRIVER_OPTIONS", "an object of JSON");
  }
}
