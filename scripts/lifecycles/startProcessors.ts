import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { NetworkConnection } from "hardhat/types/network";

import { signerOf } from "../../sdk/client/signerOf.ts";
import { createProcessor } from "../../services/operator/jobs/createProcessor.ts";
import { PROCESSOR_DEFAULTS } from "../../services/operator/jobs/processorDefaults.ts";
import { isLocalChain } from "./isLocalChain.ts";
import type { PreparedProcessor } from "./prepareProcessors.ts";
import { quietLogger } from "./quietLogger.ts";

const POLL_MS = 200;
const OFFER = { maxMemory: 1n << 26n, networkQuota: 10n };

/** Processors at work. */
export interface RunningProcessors {
  /** Whether all of them can be matched. */
  areEligible(): boolean;
  stop(): Promise<void>;
}

/**
 * Starts the daemon's role of each processor. Their scripts may reach this machine.
 *
 * @param fees What each asks for an execution, in wei.
 */
export async function startProcessors(
  connection: NetworkConnection,
  processors: readonly PreparedProcessor[],
  fees: readonly bigint[],
): Promise<RunningProcessors> {
  const folder = mkdtempSync(join(tmpdir(), "muster-processors-"));
  const isLocal = await isLocalChain(connection);
  const running = processors.map(({ client, operator }, index) =>
    createProcessor({
      client,
      signer: signerOf(client),
      offer: { ...OFFER, baseFee: fees[index] ?? 0n },
      terms: { ...PROCESSOR_DEFAULTS, allowsPrivateNetwork: true },
      dataDir: join(folder, String(operator)),
      ...(isLocal && { clock: (blockMs: number) => blockMs }),
      logger: quietLogger,
      pollIntervalMs: POLL_MS,
    }),
  );
  await Promise.all(running.map((processor) => processor.start()));

  return {
    areEligible: () => running.every((processor) => processor.health().standing === "eligible"),
    async stop() {
      await Promise.all(running.map((processor) => processor.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
