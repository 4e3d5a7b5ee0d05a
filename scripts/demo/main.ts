import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { playAttestation } from "./attestation/playAttestation.ts";
import { tellClosing } from "./closingTable.ts";
import { createProcessGroup } from "./createProcessGroup.ts";
import { playInference } from "./inference/playInference.ts";
import { playDispatch } from "./dispatch/playDispatch.ts";
import { type Ground, layGround } from "./ground.ts";
import { createNarrator } from "./narrate.ts";
import type { PlayLifecycle } from "./playLifecycle.ts";

/**
 * `npm run demo -- [lifecycle] [--all] [--seed <text>]`: a chain, the suite, an oracle and a keeper, and each
 * lifecycle's operators as processes, from submission to payment: one short story of each, or with --all every story.
 * Exits 1 when anything is off, and leaves nothing running.
 */
const lifecycles: Readonly<Record<string, PlayLifecycle>> = {
  dispatch: playDispatch,
  attestation: playAttestation,
  inference: playInference,
};

const { values, positionals } = parseArgs({
  options: { seed: { type: "string", default: "muster" }, all: { type: "boolean", default: false } },
  allowPositionals: true,
});
const unknown = positionals.find((name) => lifecycles[name] === undefined);
if (unknown !== undefined) {
  console.error(`There is no lifecycle "${unknown}": ${Object.keys(lifecycles).join(", ")}.`);
  process.exit(1);
}
const chosen = Object.entries(lifecycles).filter(([name]) => positionals.length === 0 || positionals.includes(name));

const narrator = createNarrator();
narrator.title(`Muster: off-chain work that passes muster (seed "${values.seed}")`);
const folder = join("deployments", `demo-${process.pid}`);
mkdirSync(folder, { recursive: true });
const processes = createProcessGroup(folder);
let ground: Ground | undefined;
let isInterrupted = false;
const interrupt = (): void => {
  isInterrupted = true;
  void clear().then(() => process.exit(130));
};
process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
try {
  ground = await layGround({ processes, folder, say: (line) => narrator.say(line) });
  const tokens: string[] = [];
  for (const [, play] of chosen) {
    const played = await play(ground, narrator, { seed: values.seed, isAll: values.all });
    tokens.push(...played.tokens);
  }

  narrator.title("What everybody owns");
  const addsUp = await tellClosing(ground, narrator, tokens);
  narrator.say(addsUp ? "It adds up, to the unit." : "IT DOES NOT ADD UP.");
  narrator.title("Recomputed from the chain alone");
  const isVerified = await verify(ground);
  process.exitCode = addsUp && isVerified ? 0 : 1;
} catch (error) {
  // Whoever stops the demo half-way knows why its processes are gone.
  if (!isInterrupted) console.error(error);
  process.exitCode = 1;
} finally {
  await clear();
}

/** Leaves nothing running and nothing behind; the logs stay when something went wrong. */
async function clear(): Promise<void> {
  ground?.close();
  await processes.stopAll();
  if (isInterrupted || process.exitCode === 0) rmSync(folder, { recursive: true, force: true });
}

/** Runs the verification as anybody would: given the URL and the deployment, and nothing else. */
async function verify({ url, deploymentPath }: Ground): Promise<boolean> {
  const args = ["--import", "tsx", "scripts/verifyRun.ts", "--rpc", url, "--deployment", deploymentPath];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] });
  const [code] = (await once(child, "exit")) as [number | null];
  return code === 0;
}
