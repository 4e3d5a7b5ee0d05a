import { formatEther, parseEther } from "ethers";

import { consumeResult } from "../../../../sdk/dispatch/consumeResult.ts";
import { submitTask } from "../../../../sdk/dispatch/submitTask.ts";
import { PayoutPolicy } from "../../../../sdk/dispatch/taskTerms.ts";
import { approveMarket } from "../../../../sdk/escrow/approveMarket.ts";
import { depositWithPermit } from "../../../../sdk/escrow/depositWithPermit.ts";
import { tellDraw, tellTask, waitForTask } from "../followTask.ts";
import type { Narrator } from "../../narrate.ts";
import type { DispatchStage } from "../dispatchStage.ts";
import { weatherDefinition, weatherSchema } from "./majority.ts";

const SHARE = parseEther("5");

/** A task paid in an ERC-20: committed, revealed, and consumed by a transaction of its actor. */
export async function tellToken(stage: DispatchStage, narrator: Narrator): Promise<void> {
  const { token } = stage;
  narrator.title("5. A task paid in an ERC-20");
  await approveMarket(stage.owner);
  const deposited = await depositWithPermit(stage.owner, { currency: token, amount: parseEther("100") });
  narrator.step("The owner buys credit for 100 EXT with a permit", deposited.gasUsed);
  const { id, receipt } = await submitTask(stage.owner, {
    pool: stage.pool,
    numRunners: 2,
    responseBlocks: 40,
    timeoutBlocks: 400,
    definition: weatherDefinition(stage),
    terms: {
      currency: token,
      paymentPerRunner: SHARE,
      schema: weatherSchema,
      payoutPolicy: PayoutPolicy.AllValid,
      consumeBlocks: 40,
    },
  });
  narrator.step(
    `Task ${id.slice(0, 10)}… pays ${formatEther(SHARE)} EXT a result; runners commit first`,
    receipt.gasUsed,
  );
  await tellDraw(stage, narrator, id);

  const completed = await waitForTask(stage, id, ({ status }) => status !== "Pending");
  const [first] = completed.submissions;
  if (completed.status !== "Completed" || !first) throw new Error(`The task is ${completed.status}, not Completed.`);
  const consumed = await consumeResult(stage.owner, { id, runner: first.runner });
  narrator.step(`The owner consumes the result of ${stage.nameOf(first.runner)}`, consumed.gasUsed);
  const task = await waitForTask(stage, id, ({ status }) => status === "Finalized");
  await tellTask(stage, narrator, task);
  if (task.commitments.length < 2) throw new Error("Nobody committed.");
  if (task.payments.some(({ amount }) => amount !== SHARE)) throw new Error("A share is off.");
}
