import { join } from "node:path";

import { JsonRpcProvider, Network, type Signer } from "ethers";

import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { createSoftwareDevice } from "../../../sdk/devices/createSoftwareDevice.ts";
import { createGatewayClient } from "../../../sdk/gateway/gatewayClient.ts";
import type { Logger } from "../../logger.ts";
import { createGatewayDelivery, type GatewayDestination } from "./destinations/createGatewayDelivery.ts";
import type { DestinationSettings } from "./destinations/readDestinations.ts";
import { createProcessor, type Processor } from "./createProcessor.ts";
import type { ProcessorSettings } from "./readProcessorSettings.ts";

/** What the daemon gives the role. */
export interface BuildProcessorRoleParameters {
  readonly settings: ProcessorSettings;
  readonly client: MusterClient;
  readonly signer: Signer;
  /** The daemon's; the role has a folder of its own in it. */
  readonly dataDir: string;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly pollIntervalMs?: number | undefined;
}

/** Builds the role of a processor from its settings. */
export function buildProcessorRole({ settings, dataDir, ...others }: BuildProcessorRoleParameters): Processor {
  const { offer, terms, encryptionSecret, door, deviceKey, goesByBlocks } = settings;
  const { client, signer } = others;
  const destinations = settings.destinations.map((each) => connect(each, signer));
  if (deviceKey !== undefined) {
    others.logger.warn({ event: "softwareDevice" }, "The device is made of software: it proves nothing about hardware");
  }
  const processor = createProcessor({
    ...others,
    offer,
    terms,
    encryptionSecret,
    door,
    device: deviceKey === undefined ? undefined : createSoftwareDevice(deviceKey),
    elsewhere: destinations.length === 0 ? undefined : createGatewayDelivery({ client, destinations }),
    ...(goesByBlocks && { clock: (blockMs: number) => blockMs }),
    dataDir: join(dataDir, "processor"),
  });
  return {
    ...processor,
    stop: async () => {
      await processor.stop();
      for (const { gateway } of destinations) gateway.provider.destroy();
    },
  };
}

/** The chain is said, so that every call fails at once while its node is away, and the next look tries again. */
function connect({ chainId, rpcUrl, gateway: address, fromBlock }: DestinationSettings, signer: Signer) {
  const network = Network.from(chainId);
  const remote = signer.connect(new JsonRpcProvider(rpcUrl, network, { staticNetwork: network }));
  const gateway = createGatewayClient({ address, runner: remote, fromBlock });
  return { chainId: BigInt(chainId), gateway, signer: remote } satisfies GatewayDestination;
}
