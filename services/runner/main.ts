/**
 * A runner as a process: settings from the environment, JSON lines on standard output, an end on SIGTERM or SIGINT.
 * `readRunnerSettings.ts` lists the settings; `{"event":"ready"}` says that tasks are being watched.
 */
import { getBytes, keccak256, toUtf8Bytes, Wallet } from "ethers";

import { createMusterClient } from "../../sdk/client/musterClient.ts";
import { connectProvider } from "../connectProvider.ts";
import { runProcess } from "../runProcess.ts";
import { buildDigitProver } from "./buildDigitProver.ts";
import { createResultJournal } from "./createResultJournal.ts";
import { createRunner } from "./createRunner.ts";
import { readRunnerSettings } from "./readRunnerSettings.ts";
import { runnerMetrics } from "./runnerMetrics.ts";

await runProcess("runner", async (logger, signal) => {
  const { rpcUrl, deployment, privateKey, journalPath, httpPort, digits, ...settings } = readRunnerSettings(
    process.env,
  );
  const provider = await connectProvider({ rpcUrl, logger, signal });
  if (provider === undefined) return undefined;

  const signer = new Wallet(privateKey, provider);
  const client = createMusterClient({ deployment, runner: signer });
  const saltKey = getBytes(keccak256(Buffer.concat([toUtf8Bytes("muster.runner.salt"), getBytes(privateKey)])));
  const journal = createResultJournal(journalPath);
  const prover = buildDigitProver(digits, deployment, signer.address);
  const proving = prover ? { proveResult: prover.prove } : {};
  const service = createRunner({ ...settings, ...proving, client, signer, saltKey, journal, logger, signal });
  const metrics = runnerMetrics(() => service.health());
  const dispose = async (): Promise<void> => {
    await prover?.stop();
    provider.destroy();
  };
  return { service, metrics, httpPort, dispose };
});
