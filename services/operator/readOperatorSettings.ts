import { isAddress } from "ethers";

import type { Deployment } from "../../sdk/client/deployment.ts";
import { readDeployment } from "../readDeployment.ts";
import { type EnvironmentReader, readEnvironment } from "../readEnvironment.ts";
import { SettingError } from "../settingError.ts";
import { aggregatorDefaults } from "./aggregator/aggregatorSettings.ts";
import { attesterDefaults } from "./attester/attesterSettings.ts";
import { validatorDefaults } from "./attester/createValidator.ts";
import { type InferenceSettings, readInferenceSettings } from "./inference/readInferenceSettings.ts";
import { type ProcessorSettings, readProcessorSettings } from "./jobs/readProcessorSettings.ts";
import type { OperatorConfig, PerformerRole } from "./operatorConfig.ts";
import { performerDefaults } from "./performer/performerSettings.ts";
import { readWitnessSettings, type WitnessProcessSettings } from "./witness/readWitnessSettings.ts";

const ROLES = ["performer", "attester", "aggregator", "witness", "inference", "processor"];
const PERCENT = 100;
const CONTRACTS = ["committees", "center", "sealBounties", "consensusElection"] as const;

/** What the process needs to be told. */
export interface OperatorSettings extends Pick<
  OperatorConfig,
  | "blsSecretKey"
  | "dataDir"
  | "network"
  | "taskDefinitionIds"
  | "rpc"
  | "attester"
  | "aggregator"
  | "claims"
  | "sealing"
  | "pollIntervalMs"
> {
  readonly rpcUrl: string;
  readonly deployment: Deployment;
  /** Private key of the operator's controller, 32 bytes of hex. */
  readonly privateKey: string;
  readonly httpPort: number | undefined;
  readonly performer: Omit<PerformerRole, "triggers"> | undefined;
  readonly inference: InferenceSettings | undefined;
  readonly processor: ProcessorSettings | undefined;
  readonly witness: WitnessProcessSettings | undefined;
  /** A JSON file, see `readTriggers`. */
  readonly triggersPath: string | undefined;
}

/**
 * Reads the settings of an operator's process.
 *
 * | Variable | Means | Default |
 * |---|---|---|
 * | `MUSTER_RPC_URL` | the URL of a node of the chain | |
 * | `MUSTER_DEPLOYMENT` | path of a deployment's JSON | |
 * | `MUSTER_PRIVATE_KEY` | the controller's key | |
 * | `MUSTER_BLS_KEY` | the attesting key; for attesters and witnesses | |
 * | `MUSTER_HTTP_PORT` | port of `/health` and `/metrics` | none |
 * | `MUSTER_POLL_INTERVAL_MS` | between looks at the chain | 1000 |
 * | `MUSTER_OPERATOR_ROLES` | `performer`, `attester`, `aggregator`, `witness`, `inference`, `processor`, between commas | attester |
 * | `MUSTER_OPERATOR_DATA_DIR` | what must survive a restart; one directory a node | |
 * | `MUSTER_OPERATOR_DEFINITIONS` | task definitions served, between commas | all |
 * | `MUSTER_OPERATOR_LISTEN` | multiaddrs to listen on, between commas | /ip4/0.0.0.0/tcp/9876 |
 * | `MUSTER_OPERATOR_ANNOUNCE` | multiaddrs that others are told | those listened on |
 * | `MUSTER_OPERATOR_BOOTSTRAP` | multiaddrs of nodes to begin with | none |
 * | `MUSTER_OPERATOR_LOSS_PERCENT` | arriving messages lost on purpose, to rehearse a bad network | 0 |
 * | `MUSTER_OPERATOR_RPC_PORT` | port of JSON-RPC | none |
 * | `MUSTER_OPERATOR_RPC_HOST` | address that it listens on | 127.0.0.1 |
 * | `MUSTER_OPERATOR_RPC_TOKEN` | what `execute` and `queueTask` need | none |
 * | `MUSTER_OPERATOR_EXECUTION_URL` | the Execution Service; for performers | |
 * | `MUSTER_OPERATOR_EXECUTION_TIMEOUT_MS` | of one answer | 30000 |
 * | `MUSTER_OPERATOR_TRIGGERS` | a JSON file of triggers; see `readTriggers.ts` | none |
 * | `MUSTER_OPERATOR_AGGREGATORS` | JSON-RPC addresses of aggregators, between commas | itself |
 * | `MUSTER_OPERATOR_MAX_CONCURRENT` | tasks performed, and judged, at one time | 4, 8 |
 * | `MUSTER_OPERATOR_VALIDATION_URL` | the Validation Service; for attesters | |
 * | `MUSTER_OPERATOR_VALIDATION_TIMEOUT_MS` | of one answer | 10000 |
 * | `MUSTER_OPERATOR_RELAYS` | relays that have large data, between commas | none |
 * | `MUSTER_OPERATOR_AGGREGATOR_TIMEOUT_MS` | until a vote goes to another aggregator too | 60000 |
 * | `MUSTER_OPERATOR_CHALLENGES` | `yes` to challenge wrong tasks, with a bond | no |
 * | `MUSTER_OPERATOR_MORE_SIGNERS_MS` | grace for further signers | 2000 |
 * | `MUSTER_OPERATOR_REBROADCAST_MS` | between gossiping a task again | 5000 |
 * | `MUSTER_OPERATOR_TASK_LIFETIME_MS` | until a task is given up | 3600000 |
 * | `MUSTER_OPERATOR_CONFIRMATIONS` | blocks on top of a submission | 2 |
 * | `MUSTER_OPERATOR_PUNISHES` | `yes` to report who votes for both sides | no |
 * | `MUSTER_OPERATOR_CLAIMS` | `yes` to claim rewards | no |
 * | `MUSTER_OPERATOR_SEALS` | `yes` to seal committees | no |
 *
 * The settings of the role `inference` are listed in `inference/readInferenceSettings.ts`, those of `processor` in
 * `jobs/readProcessorSettings.ts`, those of `witness` in `witness/readWitnessSettings.ts`.
 *
 * @throws {SettingError} when one is missing or malformed.
 */
export function readOperatorSettings(env: NodeJS.ProcessEnv): OperatorSettings {
  const read = readEnvironment(env);
  const roles = read.list("MUSTER_OPERATOR_ROLES", ["attester"]);
  if (!roles.every((role) => ROLES.includes(role))) {
    throw new SettingError("MUSTER_OPERATOR_ROLES", `${ROLES.join(", ")}, between commas`);
  }
  const isAttester = roles.includes("attester");
  const isWitness = roles.includes("witness");
  return {
    rpcUrl: read.text("MUSTER_RPC_URL", "the URL of a node"),
    deployment: readSuite(read),
    privateKey: read.key("MUSTER_PRIVATE_KEY"),
    blsSecretKey: isAttester || isWitness ? read.key("MUSTER_BLS_KEY") : undefined,
    httpPort: read.optionalNumber("MUSTER_HTTP_PORT"),
    pollIntervalMs: read.number("MUSTER_POLL_INTERVAL_MS", 1_000),
    dataDir: read.text("MUSTER_OPERATOR_DATA_DIR", "a directory of this node's own"),
    taskDefinitionIds: readDefinitions(read),
    network: readNetwork(read),
    rpc: readRpc(read),
    performer: roles.includes("performer") ? readPerformer(read) : undefined,
    triggersPath: read.optionalText("MUSTER_OPERATOR_TRIGGERS"),
    attester: isAttester ? readAttester(read) : undefined,
    aggregator: roles.includes("aggregator") ? readAggregator(read) : undefined,
    claims: isYes(read, "MUSTER_OPERATOR_CLAIMS") ? {} : undefined,
    witness: isWitness ? readWitnessSettings(read) : undefined,
    inference: roles.includes("inference") ? readInferenceSettings(read) : undefined,
    processor: roles.includes("processor") ? readProcessorSettings(read) : undefined,
    sealing: isYes(read, "MUSTER_OPERATOR_SEALS") ? {} : undefined,
  };
}

function readSuite(read: EnvironmentReader): Deployment {
  const path = read.text("MUSTER_DEPLOYMENT", "a path of a deployment's JSON");
  const deployment = readDeployment("MUSTER_DEPLOYMENT", path);
  if (CONTRACTS.every((role) => isAddress(deployment.addresses[role]))) return deployment;
  throw new SettingError("MUSTER_DEPLOYMENT", "a deployment with the attestation lifecycle");
}

function readNetwork(read: EnvironmentReader): OperatorConfig["network"] {
  const lossPercent = read.number("MUSTER_OPERATOR_LOSS_PERCENT", 0);
  if (lossPercent > PERCENT) throw new SettingError("MUSTER_OPERATOR_LOSS_PERCENT", "0 to 100");
  return {
    ...listOf(read, "listen", "MUSTER_OPERATOR_LISTEN"),
    ...listOf(read, "announce", "MUSTER_OPERATOR_ANNOUNCE"),
    ...listOf(read, "bootstrap", "MUSTER_OPERATOR_BOOTSTRAP"),
    ...(lossPercent === 0 ? {} : { isLost: () => Math.random() * PERCENT < lossPercent }),
  };
}

function readDefinitions(read: EnvironmentReader): readonly number[] | undefined {
  const list = read.list("MUSTER_OPERATOR_DEFINITIONS", []);
  if (!list.every((id) => /^[1-9]\d{0,4}$/.test(id))) {
    throw new SettingError("MUSTER_OPERATOR_DEFINITIONS", "ids of task definitions, between commas");
  }
  return list.length === 0 ? undefined : list.map(Number);
}

function listOf(read: EnvironmentReader, key: string, name: string): Readonly<Record<string, readonly string[]>> {
  const list = read.list(name, []);
  return list.length === 0 ? {} : { [key]: list };
}

function readRpc(read: EnvironmentReader): OperatorConfig["rpc"] {
  const port = read.optionalNumber("MUSTER_OPERATOR_RPC_PORT");
  const host = read.optionalText("MUSTER_OPERATOR_RPC_HOST");
  const token = read.optionalText("MUSTER_OPERATOR_RPC_TOKEN");
  return port === undefined ? undefined : { port, host, token };
}

function readPerformer(read: EnvironmentReader): OperatorSettings["performer"] {
  return {
    executionUrl: readUrl(read, "MUSTER_OPERATOR_EXECUTION_URL"),
    executionTimeoutMs: read.number("MUSTER_OPERATOR_EXECUTION_TIMEOUT_MS", performerDefaults.executionTimeoutMs),
    aggregators: read.list("MUSTER_OPERATOR_AGGREGATORS", []),
    maxConcurrent: read.number("MUSTER_OPERATOR_MAX_CONCURRENT", performerDefaults.maxConcurrent),
    taskLifetimeMs: read.number("MUSTER_OPERATOR_TASK_LIFETIME_MS", performerDefaults.taskLifetimeMs),
  };
}

function readAttester(read: EnvironmentReader): OperatorSettings["attester"] {
  const { aggregatorTimeoutMs } = attesterDefaults;
  const { validationTimeoutMs, maxConcurrent } = validatorDefaults;
  return {
    validationUrl: readUrl(read, "MUSTER_OPERATOR_VALIDATION_URL"),
    validationTimeoutMs: read.number("MUSTER_OPERATOR_VALIDATION_TIMEOUT_MS", validationTimeoutMs),
    maxConcurrent: read.number("MUSTER_OPERATOR_MAX_CONCURRENT", maxConcurrent),
    blobSources: read.list("MUSTER_OPERATOR_RELAYS", []),
    aggregatorTimeoutMs: read.number("MUSTER_OPERATOR_AGGREGATOR_TIMEOUT_MS", aggregatorTimeoutMs),
    disputes: { challenges: isYes(read, "MUSTER_OPERATOR_CHALLENGES") },
  };
}

function readAggregator(read: EnvironmentReader): OperatorSettings["aggregator"] {
  const { moreSignersMs, rebroadcastMs, taskLifetimeMs, confirmations } = aggregatorDefaults;
  return {
    moreSignersMs: read.number("MUSTER_OPERATOR_MORE_SIGNERS_MS", moreSignersMs),
    rebroadcastMs: read.number("MUSTER_OPERATOR_REBROADCAST_MS", rebroadcastMs),
    taskLifetimeMs: read.number("MUSTER_OPERATOR_TASK_LIFETIME_MS", taskLifetimeMs),
    confirmations: read.number("MUSTER_OPERATOR_CONFIRMATIONS", confirmations),
    punishesDoubleVotes: isYes(read, "MUSTER_OPERATOR_PUNISHES"),
  };
}

function readUrl(read: EnvironmentReader, name: string): string {
  const url = read.text(name, "the address of a service");
  if (!/^https?:/.test(url) || !URL.canParse(url)) throw new SettingError(name, "the address of a service");
  return url;
}

function isYes(read: EnvironmentReader, name: string): boolean {
  const value = read.optionalText(name) ?? "no";
  if (value !== "yes" && value !== "no") throw new SettingError(name, "yes or no");
  return value === "yes";
}
