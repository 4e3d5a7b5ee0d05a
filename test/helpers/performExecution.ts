import { hexlify, keccak256, toUtf8Bytes, ZeroHash } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { signerOf } from "../../sdk/client/signerOf.ts";
import type { JsonValue } from "../../sdk/definitions/taskDefinition.ts";
import { hashScript } from "../../sdk/jobs/hashScript.ts";
import type { JobRecord } from "../../sdk/jobs/jobRecord.ts";
import { DestinationKind } from "../../sdk/jobs/jobTerms.ts";
import { readJobRecord } from "../../sdk/jobs/readJobRecord.ts";
import { reportExecution, type ReportExecutionParameters } from "../../sdk/jobs/reportExecution.ts";
import { postOutput } from "../../services/operator/jobs/destinations/postOutput.ts";
import { runScript } from "../../services/operator/jobs/sandbox/runScript.ts";

const LIMITS = { outputBytes: 16_384, logBytes: 4_096, responseBytes: 1_048_576, requestTimeoutMs: 10_000 };
const DELIVERY = { timeoutMs: 10_000, maxAttempts: 3, retryMs: 200 };

/** Which execution, and how it is done. */
export interface PerformExecutionParameters {
  readonly id: string;
  readonly slot: bigint;
  readonly execution: bigint;
  /** What earlier executions left. */
  readonly storage?: Readonly<Record<string, string>>;
  readonly allowsPrivateNetwork: boolean;
  /** Delivers on another chain, and returns the transaction's hash and the proof of its receipt, in hex. */
  readonly deliverElsewhere?: (output: string) => Promise<{ readonly reference: string; readonly proof: string }>;
}

/** An execution that was reported. */
export interface PerformedExecution {
  readonly isSuccess: boolean;
  /** Hex; of a failure its message. */
  readonly output: string;
  readonly storage: Readonly<Record<string, string>>;
}

/**
 * Performs one execution of a slot, step by step: runs the script in the sandbox, delivers its output, and reports.
 */
export async function performExecution(
  client: MusterClient,
  parameters: PerformExecutionParameters,
): Promise<PerformedExecution> {
  const { id, slot, execution, storage = {} } = parameters;
  const record = await readJobRecord(client, { id });
  const at = { id, record, slot, execution };
  try {
    const result = await run(record, parameters);
    const output = hexlify(result.output);
    const delivered = await deliver(client, record, parameters, result.output);
    await reportExecution(client, { ...at, isSuccess: true, outputHash: keccak256(output), ...delivered });
    return { isSuccess: true, output, storage: result.storage };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const output = hexlify(toUtf8Bytes(message).slice(0, 1_024));
    await reportExecution(client, { ...at, isSuccess: false, outputHash: ZeroHash, output });
    return { isSuccess: false, output, storage };
  }
}

async function run(record: JobRecord, parameters: PerformExecutionParameters) {
  const { id, slot, execution, storage = {}, allowsPrivateNetwork } = parameters;
  const { terms, details } = record;
  const source = await (await fetch(details.scriptUri)).text();
  if (hashScript(source) !== terms.script) throw new Error("The script is not the one that was registered.");
  const told = details.parameters === "0x" ? "null" : Buffer.from(details.parameters.slice(2), "hex").toString();
  return runScript({
    source,
    job: { id, slot: Number(slot), execution: Number(execution), parameters: JSON.parse(told) as JsonValue },
    environment: {},
    storage,
    limits: {
      ...LIMITS,
      durationMs: Number(terms.schedule.duration),
      memoryBytes: Number(terms.needs.memoryBytes),
      networkRequests: Number(terms.needs.networkRequests),
      storageBytes: Number(terms.needs.storageBytes),
    },
    allowsPrivateNetwork,
  });
}

/** What a report says of the delivery. */
type Delivered = Pick<ReportExecutionParameters, "output" | "deliveryProof">;

async function deliver(
  client: MusterClient,
  { terms, details }: JobRecord,
  { id, slot, execution, allowsPrivateNetwork, deliverElsewhere }: PerformExecutionParameters,
  output: Uint8Array,
): Promise<Delivered> {
  const { kind, target } = terms.destination;
  if (kind === DestinationKind.SameChain) return { output: hexlify(output) };
  if (kind === DestinationKind.OtherChain) {
    const { reference, proof } = (await deliverElsewhere?.(hexlify(output))) ?? {};
    if (reference === undefined || proof === undefined) throw new Error("Nobody here delivers to another chain.");
    return { output: reference, deliveryProof: proof };
  }
  if (kind !== DestinationKind.Web) return {};
  const { chainId, addresses } = client.deployment;
  const home = { homeChainId: chainId, market: addresses.jobs };
  const delivery = { job: id, slot, execution, output, endpoint: details.endpoint };
  const signal = new AbortController().signal;
  const ways = { ...DELIVERY, home, key: target, allowsPrivateNetwork, signal };
  const { acknowledgment } = await postOutput(signerOf(client), delivery, ways);
  return { deliveryProof: acknowledgment };
}
