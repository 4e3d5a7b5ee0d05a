import { parentPort, workerData } from "node:worker_threads";

import { evaluateProgram } from "./evaluateProgram.ts";
import type { ProgramRun } from "./programRun.ts";

parentPort!.postMessage(await evaluateProgram(workerData as ProgramRun));
