import { getAddress, isAddress } from "ethers";

import { readEncryptionSecret } from "../../../sdk/cipher/readEncryptionSecret.ts";
import type { EnvironmentReader } from "../../readEnvironment.ts";
import { SettingError } from "../../settingError.ts";
import { type DestinationSettings, readDestinations } from "./destinations/readDestinations.ts";
import { PROCESSOR_DEFAULTS } from "./processorDefaults.ts";
import type { ProcessorRole, ProcessorTerms } from "./processorRole.ts";

/** What the role of a processor needs to be told. */
export interface ProcessorSettings extends Pick<ProcessorRole, "offer" | "terms" | "encryptionSecret" | "door"> {
  /** Hex, 32 bytes: of a device made of software. */
  readonly deviceKey: string | undefined;
  /** Other chains that it delivers to. */
  readonly destinations: readonly DestinationSettings[];
  /** Whether the newest block's time is the time, as on a local chain whose time was moved. */
  readonly goesByBlocks: boolean;
}

/**
 * Reads the settings of the role `processor`.
 *
 * | Variable | Means | Default |
 * |---|---|---|
 * | `MUSTER_PROCESSOR_BASE_FEE` | price of an execution, in the smallest unit of the currency | |
 * | `MUSTER_PROCESSOR_FEE_PER_MS` | price of a millisecond of its duration beside that | 0 |
 * | `MUSTER_PROCESSOR_FEE_PER_BYTE` | price of a byte of the job's storage, for each execution | 0 |
 * | `MUSTER_PROCESSOR_CURRENCY` | address of a token | the native coin |
 * | `MUSTER_PROCESSOR_WINDOW_MS` | how long after the match it takes executions | 2592000000 |
 * | `MUSTER_PROCESSOR_MEMORY_BYTES` | most memory of a script | 67108864 |
 * | `MUSTER_PROCESSOR_STORAGE_BYTES` | storage of all jobs together | 1048576 |
 * | `MUSTER_PROCESSOR_REQUESTS_PER_SECOND` | a script's requests | 10 |
 * | `MUSTER_PROCESSOR_MODULES` | numbers of the modules that it has, between commas | none |
 * | `MUSTER_PROCESSOR_CONSUMERS` | addresses that it serves, between commas | everybody |
 * | `MUSTER_PROCESSOR_OUTPUT_BYTES` | longest output | 16384 |
 * | `MUSTER_PROCESSOR_RELAYS` | relays that are asked for scripts of `ipfs:`, between commas | none |
 * | `MUSTER_PROCESSOR_SCRIPT_BYTES` | longest script | 1048576 |
 * | `MUSTER_PROCESSOR_PRIVATE_NETWORK` | `yes` lets scripts and deliveries reach private addresses | no |
 * | `MUSTER_PROCESSOR_KEY` | the encryption secret that secrets are sealed to | none |
 * | `MUSTER_PROCESSOR_PORT` | port at which consumers bring secrets | none |
 * | `MUSTER_PROCESSOR_HOST` | address that it listens on | 127.0.0.1 |
 * | `MUSTER_PROCESSOR_SOFTWARE_DEVICE_KEY` | P-256 key of a device made of software, which proves nothing | none |
 * | `MUSTER_PROCESSOR_DESTINATIONS` | a JSON file of other chains; see `readDestinations.ts` | none |
 * | `MUSTER_PROCESSOR_CLOCK` | `machine`, or `chain` for a local chain whose time was moved | machine |
 * | `MUSTER_PROCESSOR_REPORT_MARGIN_MS` | what is left of a window for the report | 20000 |
 * | `MUSTER_PROCESSOR_COLLECT_EVERY_MS` | between collecting a job's pay before its end | 86400000 |
 * | `MUSTER_PROCESSOR_SETTLE_PATIENCE_MS` | that each lower slot's processor has to settle first | 15000 |
 *
 * @throws {SettingError} when one is missing or malformed.
 */
export function readProcessorSettings(read: EnvironmentReader): ProcessorSettings {
  return {
    offer: readOffer(read),
    terms: readTerms(read),
    encryptionSecret: readSecret(read),
    door: readDoor(read),
    deviceKey: optionalKey(read, "MUSTER_PROCESSOR_SOFTWARE_DEVICE_KEY"),
    destinations: readDestinations(read),
    goesByBlocks: readChoice(read, "MUSTER_PROCESSOR_CLOCK", ["machine", "chain"]) === "chain",
  };
}

function readOffer(read: EnvironmentReader): ProcessorSettings["offer"] {
  read.text("MUSTER_PROCESSOR_BASE_FEE", "the price of an execution, in the smallest unit");
  const currency = read.optionalText("MUSTER_PROCESSOR_CURRENCY");
  const consumers = read.list("MUSTER_PROCESSOR_CONSUMERS", []);
  return {
    baseFee: read.bigint("MUSTER_PROCESSOR_BASE_FEE", 0n),
    feePerMillisecond: read.bigint("MUSTER_PROCESSOR_FEE_PER_MS", 0n),
    feePerByte: read.bigint("MUSTER_PROCESSOR_FEE_PER_BYTE", 0n),
    ...(currency !== undefined && { currency: addressOf("MUSTER_PROCESSOR_CURRENCY", currency) }),
    windowDelta: read.bigint("MUSTER_PROCESSOR_WINDOW_MS", 2_592_000_000n),
    maxMemory: read.bigint("MUSTER_PROCESSOR_MEMORY_BYTES", 67_108_864n),
    storageCapacity: read.bigint("MUSTER_PROCESSOR_STORAGE_BYTES", 1_048_576n),
    networkQuota: read.bigint("MUSTER_PROCESSOR_REQUESTS_PER_SECOND", 10n),
    modules: read.list("MUSTER_PROCESSOR_MODULES", []).reduce((bits, module) => bits | bitOf(module), 0n),
    ...(consumers.length > 0 && { consumers: consumers.map((each) => addressOf("MUSTER_PROCESSOR_CONSUMERS", each)) }),
  };
}

function readTerms(read: EnvironmentReader): ProcessorTerms {
  const { limits, content, reportMarginMs, collectEveryMs, settlePatienceMs } = PROCESSOR_DEFAULTS;
  return {
    ...PROCESSOR_DEFAULTS,
    limits: { ...limits, outputBytes: read.number("MUSTER_PROCESSOR_OUTPUT_BYTES", limits.outputBytes) },
    content: {
      ...content,
      sources: read.list("MUSTER_PROCESSOR_RELAYS", content.sources),
      maxBytes: read.number("MUSTER_PROCESSOR_SCRIPT_BYTES", content.maxBytes),
    },
    allowsPrivateNetwork: readChoice(read, "MUSTER_PROCESSOR_PRIVATE_NETWORK", ["no", "yes"]) === "yes",
    reportMarginMs: read.number("MUSTER_PROCESSOR_REPORT_MARGIN_MS", reportMarginMs),
    collectEveryMs: read.number("MUSTER_PROCESSOR_COLLECT_EVERY_MS", collectEveryMs),
    settlePatienceMs: read.number("MUSTER_PROCESSOR_SETTLE_PATIENCE_MS", settlePatienceMs),
  };
}

function readDoor(read: EnvironmentReader): ProcessorSettings["door"] {
  const port = read.optionalNumber("MUSTER_PROCESSOR_PORT");
  const host = read.optionalText("MUSTER_PROCESSOR_HOST") ?? "127.0.0.1";
  return port === undefined ? undefined : { port, host };
}

function readSecret(read: EnvironmentReader): string | undefined {
  const secret = optionalKey(read, "MUSTER_PROCESSOR_KEY");
  try {
    if (secret !== undefined) readEncryptionSecret(secret);
    return secret;
  } catch {
    throw new SettingError("MUSTER_PROCESSOR_KEY", "an encryption secret, as inference:keys makes it");
  }
}

function optionalKey(read: EnvironmentReader, name: string): string | undefined {
  return read.optionalText(name) === undefined ? undefined : read.key(name);
}

/** One of these words, the first by default. */
function readChoice(read: EnvironmentReader, name: string, words: readonly string[]): string {
  const word = read.optionalText(name) ?? words[0] ?? "";
  if (!words.includes(word)) throw new SettingError(name, words.join(" or "));
  return word;
}

function addressOf(setting: string, text: string): string {
  if (!isAddress(text)) throw new SettingError(setting, "an address");
  return getAddress(text);
}

function bitOf(module: string): bigint {
  if (!/^([0-9]|[12][0-9]|3[01])$/.test(module)) throw new SettingError("MUSTER_PROCESSOR_MODULES", "0 to 31");
  return 1n << BigInt(module);
}
