import { parseArgs } from "node:util";

import { JsonRpcProvider } from "ethers";

import { loadDeployment } from "../sdk/client/loadDeployment.ts";
import { createMusterClient } from "../sdk/client/musterClient.ts";
import { BaseError } from "../sdk/errors/baseError.ts";
import { verifyRun } from "./verify/verifyRun.ts";

/** `npm run verify-run -- --rpc <url> --deployment <muster.json>`: see verify/verifyRun.ts. Exits 1 on any finding. */
const { values } = parseArgs({
  options: {
    rpc: { type: "string", default: process.env.MUSTER_RPC_URL ?? "http://127.0.0.1:8545" },
    deployment: { type: "string", default: "deployments/localhost/muster.json" },
  },
});
const provider = new JsonRpcProvider(values.rpc);
try {
  await main();
} catch (error) {
  if (!(error instanceof BaseError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  provider.destroy();
}

async function main(): Promise<void> {
  const deployment = loadDeployment(values.deployment);
  if ((await readCode(deployment.addresses.escrow)) === "0x") {
    throw new BaseError("NOT_DEPLOYED", `The chain at ${values.rpc} has no contracts of ${values.deployment}.`);
  }
  const client = createMusterClient({ deployment, runner: provider });
  const { tasks, attestations, inferences, jobs, rounds, findings } = await verifyRun(client);
  for (const { subject, expected, found } of findings) {
    console.error(`WRONG ${subject}: expected ${shorten(expected)}, found ${shorten(found)}`);
  }
  console.log(
    findings.length === 0
      ? `Verified: ${tasks} dispatched, ${attestations} attested and ${inferences} inferred tasks, ${jobs} jobs, ${rounds} rounds; every payment, slash and balance, dispatched draw, quorum and sampling number follows from the chain's history.`
      : `${findings.length} things are wrong.`,
  );
  process.exitCode = findings.length === 0 ? 0 : 1;
}

async function readCode(address: string): Promise<string> {
  try {
    return await provider.getCode(address);
  } catch (cause) {
    throw new BaseError("NODE_UNAVAILABLE", `No node answers at ${values.rpc}.`, { cause });
  }
}

function shorten(value: string): string {
  return value.length > 100 ? `${value.slice(0, 100)}…` : value;
}
