import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { castRunners } from "./cast.ts";
import { tellClosing } from "./closingTable.ts";
import { createProcessGroup } from "./createProcessGroup.ts";
import { createNarrator } from "./narrate.ts";
import { setStage, type Stage } from "./stage.ts";
import { deployActor, tellMajority } from "./stories/majority.ts";
import { tellRevertingCallback } from "./stories/revertingCallback.ts";
import { tellTimeout } from "./stories/timeout.ts";
import { tellToken } from "./stories/token.ts";

/**
 * `npm run demo -- [--seed <text>]`: a chain, the suite, an oracle, a keeper and seven runners as processes, and four
 * stories from submission to payment. Exits 1 when anything is off, and leaves nothing running.
 */
const RUNNERS = 7;
const { values } = parseArgs({ options: { seed: { type: "string", default: "muster" } }, allowPositionals: true });

const narrator = createNarrator();
const cast = castRunners(RUNNERS, values.seed);
narrator.title(`Muster: off-chain work that passes muster (seed "${values.seed}")`);
narrator.say(`The cast: ${cast.map((behaviour, index) => `runner ${index + 1} ${behaviour}`).join(", ")}`);

const folder = join("deployments", `demo-${process.pid}`);
mkdirSync(folder, { recursive: true });
const processes = createProcessGroup(folder);
let stage: Stage | undefined;
let isInterrupted = false;
const interrupt = (): void => {
  isInterrupted = true;
  void clear().then(() => process.exit(130));
};
process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
try {
  stage = await setStage({ cast, processes, folder, say: (line) => narrator.say(line) });
  const actor = await deployActor(stage);

  await tellMajority(stage, narrator, actor);
  await tellRevertingCallback(stage, narrator, actor);
  await tellTimeout(stage, narrator);
  await tellToken(stage, narrator);

  narrator.title("What everybody owns");
  const addsUp = await tellClosing(stage, narrator);
  narrator.say(addsUp ? "It adds up, to the unit." : "IT DOES NOT ADD UP.");
  narrator.title("Recomputed from the chain alone");
  const isVerified = await verify(stage);
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
  stage?.close();
  await processes.stopAll();
  if (isInterrupted || process.exitCode === 0) rmSync(folder, { recursive: true, force: true });
}

/** Runs the verification as anybody would: given the URL and the deployment, and nothing else. */
async function verify({ url, deploymentPath }: Stage): Promise<boolean> {
  const args = ["--import", "tsx", "scripts/verifyRun.ts", "--rpc", url, "--deployment", deploymentPath];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] });
  const [code] = (await once(child, "exit")) as [number | null];
  return code === 0;
}
