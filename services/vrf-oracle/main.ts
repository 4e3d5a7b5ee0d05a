/**
 * The oracle as a process: settings from flags and environment, JSON lines on standard output, an end on SIGTERM or
 * SIGINT. `readVrfOracleSettings.ts` lists the settings; `{"event":"ready"}` says that requests are being answered.
 */
import { once } from "node:events";

import { Wallet } from "ethers";
import { pino } from "pino";

import { BaseError } from "../../sdk/errors/baseError.ts";
import { connectProvider } from "../connectProvider.ts";
import { createVrfOracle } from "./createVrfOracle.ts";
import { readVrfOracleSettings } from "./readVrfOracleSettings.ts";

const logger = pino({ name: "vrf-oracle" });
const stopping = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => stopping.abort());

try {
  await run();
} catch (error) {
  // Nothing but a setting can end the process by itself, and its error says which without saying its value.
  const fields = error instanceof BaseError ? { code: error.code } : { err: error };
  logger.error({ event: "failed", ...fields }, error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { rpcUrl, senderKey, ...settings } = readVrfOracleSettings(process.argv.slice(2), process.env);
  const provider = await connectProvider({ rpcUrl, logger, signal: stopping.signal });

  if (provider !== undefined) {
    const signer = new Wallet(senderKey, provider);
    const oracle = createVrfOracle({ ...settings, provider, signer, logger, signal: stopping.signal });
    await oracle.start();
    if (!stopping.signal.aborted) await once(stopping.signal, "abort");
    await oracle.stop();
    provider.destroy();
  }
  logger.info({ event: "stopped" }, "Stopped");
}
