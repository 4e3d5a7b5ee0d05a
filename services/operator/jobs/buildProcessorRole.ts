import { join } from "node:path";

import type { Signer } from "ethers";

import type { MusterClient } from "../../../sdk/client/musterClient.ts";
import { createSoftwareDevice } from "../../../sdk/devices/createSoftwareDevice.ts";
import type { Logger } from "../../logger.ts";
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
  if (deviceKey !== undefined) {
    others.logger.warn({ event: "softwareDevice" }, "The device is made of software: it proves nothing about hardware");
  }
  return createProcessor({
    ...others,
    offer,
    terms,
    encryptionSecret,
    door,
    device: deviceKey === undefined ? undefined : createSoftwareDevice(deviceKey),
    ...(goesByBlocks && { clock: (blockMs: number) => blockMs }),
    dataDir: join(dataDir, "processor"),
  });
}
