import { parseEther } from "ethers";

import type { MajorityActor } from "../../../../typechain-types/index.ts";
import { tellDraw, tellTask, waitForTask } from "../followTask.ts";
import type { Narrator } from "../../narrate.ts";
import type { DispatchStage } from "../dispatchStage.ts";
import { submitAs } from "./majority.ts";

/** Too little for the actor to store what it learns. */
const STARVED_GAS = 30_000;

/** A callback that runs out of gas blocks nobody: the default pays every accepted result. */
export async function tellRevertingCallback(
  stage: DispatchStage,
  narrator: Narrator,
  actor: MajorityActor,
): Promise<void> {
  narrator.title("3. A callback that reverts");
  const { id, gas } = await submitAs(stage, actor, { gasLimit: STARVED_GAS, budget: parseEther("0.05") }, 2);
  narrator.step(`Task ${id.slice(0, 10)}… gives its callback ${STARVED_GAS} gas, which is not enough`, gas);
  await tellDraw(stage, narrator, id);

  const task = await waitForTask(stage, id, ({ status }) => status === "Finalized");
  await tellTask(stage, narrator, task);
  if (task.callback.attempts.every(({ isSuccess }) => isSuccess)) throw new Error("The callback did not fail.");
  if (task.consumedRunner) throw new Error("Somebody was consumed though the callback failed.");
  if (task.payments.length !== 2) throw new Error(`The default paid ${task.payments.length} runners, not 2.`);
}
