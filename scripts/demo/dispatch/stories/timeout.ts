import { parseEther } from "ethers";

import { submitTask } from "../../../../sdk/dispatch/submitTask.ts";
import { tellTask, waitForTask } from "../followTask.ts";
import type { Narrator } from "../../narrate.ts";
import type { DispatchStage } from "../dispatchStage.ts";
import { weatherDefinition, weatherSchema } from "./majority.ts";

/** Shorter than the randomness takes. */
const TIMEOUT_BLOCKS = 10;

/** A task that nobody could answer in time: all of it comes back. */
export async function tellTimeout(stage: DispatchStage, narrator: Narrator): Promise<void> {
  narrator.title("4. A task that times out");
  const sleeper = stage.runners.find(({ behaviour }) => behaviour === "sleeper");
  for (const { process, behaviour } of stage.runners) if (behaviour !== "sleeper") process.child.kill("SIGSTOP");
  narrator.say(`Every runner but ${sleeper?.name} is suspended for a while`);
  const { id, receipt } = await submitTask(stage.owner, {
    pool: stage.pool,
    numRunners: 2,
    responseBlocks: TIMEOUT_BLOCKS,
    timeoutBlocks: TIMEOUT_BLOCKS,
    definition: weatherDefinition(stage),
    terms: { paymentPerRunner: parseEther("0.02"), schema: weatherSchema, consumeBlocks: 10, commitBlocks: 0 },
  });
  narrator.step(`Task ${id.slice(0, 10)}… has ${TIMEOUT_BLOCKS} blocks`, receipt.gasUsed);

  const task = await waitForTask(stage, id, ({ status }) => status === "Finalized" || status === "TimedOut");
  for (const { process } of stage.runners) process.child.kill("SIGCONT");
  await tellTask(stage, narrator, task);
  const refunded = task.refunds.reduce((sum, { amount }) => sum + amount, 0n);
  if (refunded !== parseEther("0.04")) throw new Error(`${refunded} came back, not all of it.`);
}
