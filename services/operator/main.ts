/**
 * An operator's node as a process: settings from the environment, JSON lines on standard output, an end on SIGTERM or
 * SIGINT. `readOperatorSettings.ts` lists the settings; `{"event":"ready"}` says that it works.
 */
import { type Provider, Wallet } from "ethers";
import { Registry } from "prom-client";

import { createMusterClient, type MusterClient } from "../../sdk/client/musterClient.ts";
import { createGatewayClient } from "../../sdk/gateway/gatewayClient.ts";
import type { Logger } from "../logger.ts";
import { connectProvider } from "../connectProvider.ts";
import { runProcess } from "../runProcess.ts";
import { combineServices, type DaemonPart } from "./combineServices.ts";
import { createOperatorNode } from "./createOperatorNode.ts";
import { buildInferenceRole } from "./inference/buildInferenceRole.ts";
import { inferenceMetrics } from "./inference/inferenceMetrics.ts";
import { buildProcessorRole } from "./jobs/buildProcessorRole.ts";
import { processorMetrics } from "./jobs/processorMetrics.ts";
import { operatorMetrics } from "./operatorMetrics.ts";
import { type OperatorSettings, readOperatorSettings } from "./readOperatorSettings.ts";
import { readTriggers } from "./readTriggers.ts";
import type { DestinationSettings } from "./witness/readWitnessSettings.ts";
import type { WitnessDestination } from "./witness/witnessSettings.ts";

await runProcess("operator", async (logger, signal) => {
  const settings = readOperatorSettings(process.env);
  const { rpcUrl, deployment, privateKey, httpPort } = settings;
  const provider = await connectProvider({ rpcUrl, logger, signal });
  if (provider === undefined) return undefined;

  const signer = new Wallet(privateKey, provider);
  const client = createMusterClient({ deployment, runner: signer });
  const ground: Ground = { client, signer, provider, logger, signal };
  const attestation = await buildAttestation(settings, ground);
  const parts = [attestation, buildInference(settings, ground), buildProcessor(settings, ground)].filter(
    (part) => part !== undefined,
  );
  return { ...combineServices(parts, Registry.merge), httpPort, dispose: () => provider.destroy() };
});

interface Ground {
  readonly client: MusterClient;
  readonly signer: Wallet;
  readonly provider: Provider;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

async function buildAttestation(settings: OperatorSettings, ground: Ground): Promise<DaemonPart | undefined> {
  const { client, signer, provider, logger, signal } = ground;
  const { performer, triggersPath, witness: witnessing, ...own } = settings;
  if ([performer, own.attester, own.aggregator, witnessing].every((role) => role === undefined)) return undefined;
  const { dataDir } = settings;
  const triggers = triggersPath === undefined ? [] : await readTriggers({ path: triggersPath, provider, dataDir });
  const role = performer && { ...performer, triggers };
  const destinations = await connectDestinations(witnessing?.destinations ?? [], settings, ground);
  const witness = witnessing && { ...witnessing, destinations };
  const service = createOperatorNode({ ...own, performer: role, witness, client, signer, logger, signal });
  return { service, metrics: operatorMetrics(() => service.health()) };
}

/** The other chains, paid for by the same key; those that were not reached before the end are left out. */
async function connectDestinations(
  destinations: readonly DestinationSettings[],
  { privateKey }: OperatorSettings,
  { logger, signal }: Ground,
): Promise<WitnessDestination[]> {
  const connected: WitnessDestination[] = [];
  for (const { rpcUrl, gateway: address, fromBlock, confirmations } of destinations) {
    const provider = await connectProvider({ rpcUrl, logger, signal });
    if (provider === undefined) continue;
    const signer = new Wallet(privateKey, provider);
    connected.push({ gateway: createGatewayClient({ address, runner: signer, fromBlock }), signer, confirmations });
  }
  return connected;
}

function buildInference(
  { inference, dataDir, pollIntervalMs }: OperatorSettings,
  { client, signer, logger, signal }: Ground,
): DaemonPart | undefined {
  if (inference === undefined) return undefined;
  const ground = { client, signer, logger, signal, dataDir, pollIntervalMs };
  const service = buildInferenceRole({ settings: inference, ...ground });
  return { service, metrics: inferenceMetrics(() => service.health()) };
}

function buildProcessor(
  { processor, dataDir, pollIntervalMs }: OperatorSettings,
  { client, signer, logger, signal }: Ground,
): DaemonPart | undefined {
  if (processor === undefined) return undefined;
  const ground = { client, signer, logger, signal, dataDir, pollIntervalMs };
  const service = buildProcessorRole({ settings: processor, ...ground });
  return { service, metrics: processorMetrics(() => service.health()) };
}
