import { readFileSync } from "node:fs";

import { isAddress, getAddress, ZeroAddress } from "ethers";

import type { Deployment } from "../../sdk/client/deployment.ts";
import type { DigitModel } from "../../sdk/digits/digitModel.ts";
import { readDeployment } from "../readDeployment.ts";
import { type EnvironmentReader, readEnvironment } from "../readEnvironment.ts";
import { SettingError } from "../settingError.ts";
import type { FetchLimits } from "./fetchContent.ts";
import type { RunnerPolicy } from "./runnerPolicy.ts";
import type { ProgramLimits } from "./sandbox/programLimits.ts";

/** Files for proofs of digits. */
export interface DigitSettings {
  /** Folder with the circuit's keys. */
  readonly dir: string;
  readonly model: DigitModel;
}

/** What the process needs to be told. */
export interface RunnerSettings {
  readonly rpcUrl: string;
  readonly deployment: Deployment;
  /** Private key of the operator's controller, 32 bytes of hex. */
  readonly privateKey: string;
  readonly httpPort: number | undefined;
  readonly journalPath: string | undefined;
  readonly pollIntervalMs: number;
  readonly policy: RunnerPolicy;
  readonly fetchLimits: FetchLimits;
  readonly programLimits: ProgramLimits;
  /** What it proves digits with. */
  readonly digits: DigitSettings | undefined;
}

/**
 * Reads the settings of the runner's process.
 *
 * | Variable | Means | Default |
 * |---|---|---|
 * | `MUSTER_RPC_URL` | the URL of a node | |
 * | `MUSTER_DEPLOYMENT` | path of a deployment's JSON | |
 * | `MUSTER_PRIVATE_KEY` | the controller's key | |
 * | `MUSTER_HTTP_PORT` | port of `/health` and `/metrics` | none |
 * | `MUSTER_POLL_INTERVAL_MS` | between looks at the chain | 1000 |
 * | `MUSTER_RUNNER_KINDS` | kinds of work between commas, or `*` | `*` |
 * | `MUSTER_RUNNER_MINIMUM_PAYMENT` | least share in native coin, wei | 0 |
 * | `MUSTER_RUNNER_CURRENCIES` | other currencies taken, `address=least share` between commas | none |
 * | `MUSTER_RUNNER_MINIMUM_PROFIT` | wei, may be negative | 0 |
 * | `MUSTER_RUNNER_COST_PER_SECOND` | what computing costs, wei | 0 |
 * | `MUSTER_RUNNER_MAX_CONCURRENT` | programs at one time | 4 |
 * | `MUSTER_RUNNER_BLOCK_TIME_MS` | between blocks | 12000 |
 * | `MUSTER_RUNNER_ALLOWED_URLS` | beginnings of addresses to fetch from, between commas | none |
 * | `MUSTER_RUNNER_MAX_FETCH_BYTES` | of one program or data file | 1048576 |
 * | `MUSTER_RUNNER_FETCH_TIMEOUT_MS` | of one transfer | 10000 |
 * | `MUSTER_RUNNER_MAX_PROGRAM_MS` | wall time of a program | 10000 |
 * | `MUSTER_RUNNER_MAX_PROGRAM_BYTES` | heap of a program | 67108864 |
 * | `MUSTER_RUNNER_CIRCUITS` | folder of `inference-mlp.zkey` and `.wasm.gz`, to prove digits | none |
 * | `MUSTER_RUNNER_DIGIT_MODEL` | JSON file of the model that digits are proven of | none |
 * | `MUSTER_RUNNER_JOURNAL` | file of finished results | none |
 *
 * @throws {SettingError} when one is missing or malformed.
 */
export function readRunnerSettings(env: NodeJS.ProcessEnv): RunnerSettings {
  const read = readEnvironment(env);
  return {
    rpcUrl: read.text("MUSTER_RPC_URL", "the URL of a node"),
    deployment: readDeployment("MUSTER_DEPLOYMENT", read.text("MUSTER_DEPLOYMENT", "a path of a deployment's JSON")),
    privateKey: read.key("MUSTER_PRIVATE_KEY"),
    httpPort: read.optionalNumber("MUSTER_HTTP_PORT"),
    journalPath: read.optionalText("MUSTER_RUNNER_JOURNAL"),
    pollIntervalMs: read.number("MUSTER_POLL_INTERVAL_MS", 1_000),
    policy: readPolicy(read),
    fetchLimits: {
      allowedUrls: read.list("MUSTER_RUNNER_ALLOWED_URLS", []).map(requireUrl),
      maxBytes: read.number("MUSTER_RUNNER_MAX_FETCH_BYTES", 1_048_576),
      timeoutMs: read.number("MUSTER_RUNNER_FETCH_TIMEOUT_MS", 10_000),
    },
    programLimits: {
      wallMs: read.number("MUSTER_RUNNER_MAX_PROGRAM_MS", 10_000),
      memoryBytes: read.number("MUSTER_RUNNER_MAX_PROGRAM_BYTES", 67_108_864),
      resultChars: 65_536,
    },
    digits: readDigits(read),
  };
}

function readDigits(read: EnvironmentReader): DigitSettings | undefined {
  const dir = read.optionalText("MUSTER_RUNNER_CIRCUITS");
  const path = read.optionalText("MUSTER_RUNNER_DIGIT_MODEL");
  if (dir === undefined && path === undefined) return undefined;
  if (dir === undefined) throw new SettingError("MUSTER_RUNNER_CIRCUITS", "the folder of the circuit's keys");
  try {
    return { dir, model: JSON.parse(readFileSync(path ?? "", "utf8")) as DigitModel };
  } catch {
    throw new SettingError("MUSTER_RUNNER_DIGIT_MODEL", "a readable JSON file of a model");
  }
}

function readPolicy(read: EnvironmentReader): RunnerPolicy {
  const kinds = read.list("MUSTER_RUNNER_KINDS", ["*"]);
  const native = read.bigint("MUSTER_RUNNER_MINIMUM_PAYMENT", 0n);
  const others = read.list("MUSTER_RUNNER_CURRENCIES", []).map(readCurrency);
  return {
    kinds: kinds.includes("*") ? "*" : kinds,
    minimumPayments: { [ZeroAddress]: native, ...Object.fromEntries(others) },
    minimumProfit: read.bigint("MUSTER_RUNNER_MINIMUM_PROFIT", 0n),
    costPerSecond: read.bigint("MUSTER_RUNNER_COST_PER_SECOND", 0n),
    maxConcurrent: read.number("MUSTER_RUNNER_MAX_CONCURRENT", 4),
    blockTimeMs: read.number("MUSTER_RUNNER_BLOCK_TIME_MS", 12_000),
  };
}

function readCurrency(pair: string): [string, bigint] {
  const [address = "", least = ""] = pair.split("=");
  if (isAddress(address) && /^\d{1,78}$/.test(least)) return [getAddress(address), BigInt(least)];
  throw new SettingError("MUSTER_RUNNER_CURRENCIES", "pairs of address=amount between commas");
}

function requireUrl(url: string): string {
  if (URL.canParse(url)) return url;
  throw new SettingError("MUSTER_RUNNER_ALLOWED_URLS", "beginnings of addresses, as https://data.example/");
}
