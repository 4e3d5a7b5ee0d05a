import { parseEther, randomBytes, ZeroAddress } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { signerOf } from "../../sdk/client/signerOf.ts";
import { readTask } from "../../sdk/dispatch/readTask.ts";
import { createRunner } from "../../services/runner/createRunner.ts";
import { quietLogger } from "./quietLogger.ts";
import { waitUntil } from "./waitUntil.ts";

const POLL_MS = 200;

/** Which task, of which kind, and where its data may be fetched. */
export interface RunUntilCompleteParameters {
  readonly id: string;
  readonly kind: string;
  readonly origin: string;
}

/** Has the runners of all workers run until a task has its results. Those that were not drawn find nothing to do. */
export async function runUntilComplete(
  client: MusterClient,
  workers: readonly MusterClient[],
  { id, kind, origin }: RunUntilCompleteParameters,
): Promise<void> {
  const runners = workers.map((worker) =>
    createRunner({
      client: worker,
      signer: signerOf(worker),
      saltKey: randomBytes(32),
      policy: {
        kinds: [kind],
        minimumPayments: { [ZeroAddress]: 1n },
        // They work at any price of gas: this is about the lifecycle.
        minimumProfit: -parseEther("1"),
        costPerSecond: 0n,
        maxConcurrent: 1,
        blockTimeMs: 12_000,
      },
      fetchLimits: { allowedUrls: [origin], maxBytes: 1_000_000, timeoutMs: 10_000 },
      programLimits: { wallMs: 10_000, memoryBytes: 33_554_432, resultChars: 1_000 },
      logger: quietLogger,
      pollIntervalMs: POLL_MS,
    }),
  );
  await Promise.all(runners.map((runner) => runner.start()));
  try {
    await waitUntil("the results", async () => (await readTask(client, { id })).status === "Completed");
  } finally {
    await Promise.all(runners.map((runner) => runner.stop()));
  }
}
