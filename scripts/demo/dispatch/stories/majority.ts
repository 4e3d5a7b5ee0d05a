import { AbiCoder, parseEther, type Signer } from "ethers";

import { encodeTaskDefinition } from "../../../../sdk/definitions/taskDefinition.ts";
import { buildTaskRequest } from "../../../../sdk/dispatch/buildTaskRequest.ts";
import { taskIdOf } from "../../../../sdk/dispatch/taskIdOf.ts";
import { type CallbackRequest, ON_RESULTS_SELECTOR, PayoutPolicy } from "../../../../sdk/dispatch/taskTerms.ts";
import { encodeResultSchema } from "../../../../sdk/schema/resultSchema.ts";
import { MajorityActor__factory, type MajorityActor } from "../../../../typechain-types/index.ts";
import { tellDraw, tellTask, waitForTask } from "../followTask.ts";
import type { Narrator } from "../../narrate.ts";
import { fundAccount, type DispatchStage } from "../dispatchStage.ts";

const SHARE = parseEther("0.02");
const RUNNERS = 5;

/** The actor of two stories. */
export async function deployActor(stage: DispatchStage): Promise<MajorityActor> {
  const { deployment, runner } = stage.owner;
  const { dispatcher, escrow } = deployment.addresses;
  const factory = new MajorityActor__factory(runner as Signer);
  const actor = await factory.deploy(dispatcher, escrow);
  await actor.waitForDeployment();
  const account = await actor.getAddress();
  stage.naming(account, "actor");
  await fundAccount(stage.owner, account, parseEther("2"));
  return actor;
}

/** What runners are asked: how wet and how warm four years in Seattle were. */
export function weatherDefinition({ files }: DispatchStage): string {
  return encodeTaskDefinition({
    kind: "weather",
    program: files.program,
    data: files.weather,
    input: { millimetres: 1 },
  });
}

/** Results are two numbers. */
export const weatherSchema = encodeResultSchema({ kind: "StaticAbi", types: ["uint256", "int256"] });

/** Submits a task of the actor contract and returns its id. */
export async function submitAs(
  stage: DispatchStage,
  actor: MajorityActor,
  callback: Omit<CallbackRequest, "target" | "selector" | "maxTip">,
  numRunners: number,
): Promise<{ id: string; gas: bigint }> {
  const account = await actor.getAddress();
  const request = buildTaskRequest({
    pool: stage.pool,
    numRunners,
    responseBlocks: 40,
    timeoutBlocks: 400,
    definition: weatherDefinition(stage),
    terms: {
      actor: account,
      paymentPerRunner: SHARE,
      schema: weatherSchema,
      payoutPolicy: PayoutPolicy.MatchingConsumed,
      consumeBlocks: 10,
      commitBlocks: 0,
      callback: { target: account, selector: ON_RESULTS_SELECTOR, maxTip: 2_000_000_000n, ...callback },
    },
  });
  const receipt = await (await actor.submit(request)).wait();
  const { chainId, addresses } = stage.owner.deployment;
  const id = taskIdOf({ chainId, dispatcher: addresses.dispatcher, terms: request.terms });
  return { id, gas: receipt?.gasUsed ?? 0n };
}

/** Five runners, one of them a liar, and others that sleep, skip and crash: the majority is believed and paid. */
export async function tellMajority(stage: DispatchStage, narrator: Narrator, actor: MajorityActor): Promise<void> {
  narrator.title("1. Five runners, one majority");
  const budget = parseEther("0.05");
  const { id, gas } = await submitAs(stage, actor, { gasLimit: 250_000, budget }, RUNNERS);
  narrator.step(`Task ${id.slice(0, 10)}… asks for rainy days and the mean high, five times`, gas);
  await tellDraw(stage, narrator, id);
  await crashAndRestart(stage, narrator, id);

  const task = await waitForTask(stage, id, ({ status }) => status === "Finalized");
  await tellTask(stage, narrator, task);
  const answer = await actor.answerOf(id);
  const [wet, warm] = AbiCoder.defaultAbiCoder().decode(["uint256", "int256"], answer);
  narrator.say(`The actor believes: ${wet} rainy days, a mean high of ${Number(warm) / 100} °C`);

  const liar = stage.runners.find(({ behaviour }) => behaviour === "liar");
  const paid = task.payments.map(({ runner }) => runner);
  if (liar && paid.includes(liar.wallet.address)) throw new Error("The liar was paid.");
  if (!task.consumedRunner) throw new Error("The majority was not consumed.");
}

/** Kills the crasher at work, and starts it again: it must answer once, and only once. */
async function crashAndRestart(stage: DispatchStage, narrator: Narrator, id: string): Promise<void> {
  const crasher = stage.runners.find(({ behaviour }) => behaviour === "crasher");
  if (!crasher) return;
  crasher.process.child.kill("SIGKILL");
  await new Promise((resolve) => crasher.process.child.once("exit", resolve));
  narrator.say(`${crasher.name} is killed at work, and restarted`);
  await stage.restart(crasher);
  const task = await waitForTask(stage, id, ({ status }) => status !== "Pending");
  const answers = task.submissions.filter(({ runner }) => runner === crasher.wallet.address).length;
  if (answers > 1) throw new Error(`${crasher.name} answered ${answers} times.`);
}
