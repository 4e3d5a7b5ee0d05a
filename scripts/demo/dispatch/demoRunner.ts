/**
 * A runner that misbehaves on purpose, as a process: the real one with another way to run programs. MUSTER_DEMO_BEHAVIOUR
 * says how: a liar adds one to what it found, a sleeper never finishes, a crasher is slow enough to be killed at work.
 */
import { setTimeout as sleep } from "node:timers/promises";

import { getBytes, id, Wallet } from "ethers";

import { createMusterClient } from "../../../sdk/client/musterClient.ts";
import type { JsonValue } from "../../../sdk/definitions/taskDefinition.ts";
import { connectProvider } from "../../../services/connectProvider.ts";
import { createRunner } from "../../../services/runner/createRunner.ts";
import { buildDigitProver } from "../../../services/runner/buildDigitProver.ts";
import { createResultJournal } from "../../../services/runner/createResultJournal.ts";
import type { ExecuteProgram } from "../../../services/runner/prepareResult.ts";
import { readRunnerSettings } from "../../../services/runner/readRunnerSettings.ts";
import { runnerMetrics } from "../../../services/runner/runnerMetrics.ts";
import { executeProgram } from "../../../services/runner/sandbox/executeProgram.ts";
import { runProcess } from "../../../services/runProcess.ts";

const SLOW_MS = 4_000;

const behaviours: Record<string, ExecuteProgram> = {
  liar: async (run, signal) => lieAbout(await executeProgram(run, signal)),
  sleeper: (_run, signal) => new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason))),
  crasher: async (run, signal) => {
    await sleep(SLOW_MS, undefined, { signal });
    return executeProgram(run, signal);
  },
};

function lieAbout(value: JsonValue): JsonValue {
  return Array.isArray(value) ? value.map(lieAbout) : Number(value) + 1;
}

await runProcess("runner", async (logger, signal) => {
  const { rpcUrl, deployment, privateKey, journalPath, httpPort, digits, ...settings } = readRunnerSettings(
    process.env,
  );
  const provider = await connectProvider({ rpcUrl, logger, signal });
  if (provider === undefined) return undefined;

  const signer = new Wallet(privateKey, provider);
  const client = createMusterClient({ deployment, runner: signer });
  const saltKey = getBytes(id(`demo salt of ${privateKey}`));
  const behaviour = behaviours[process.env.MUSTER_DEMO_BEHAVIOUR ?? ""];
  const journal = createResultJournal(journalPath);
  const prover = buildDigitProver(digits, deployment, signer.address);
  const proving = prover ? { proveResult: prover.prove } : {};
  const executors = behaviour ? { executeProgram: behaviour } : {};
  const service = createRunner({
    ...settings,
    ...executors,
    ...proving,
    client,
    signer,
    saltKey,
    journal,
    logger,
    signal,
  });
  const metrics = runnerMetrics(() => service.health());
  const dispose = async (): Promise<void> => {
    await prover?.stop();
    provider.destroy();
  };
  return { service, httpPort, metrics, dispose };
});
