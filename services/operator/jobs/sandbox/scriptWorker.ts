import { parentPort, workerData } from "node:worker_threads";

import { interpretScript } from "./interpretScript.ts";
import type { ScriptRun } from "./scriptRun.ts";

parentPort!.postMessage("started");
parentPort!.postMessage(await interpretScript(workerData as ScriptRun));
