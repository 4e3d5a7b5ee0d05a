import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { readTask } from "../../sdk/dispatch/readTask.ts";
import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";
import type { Finding } from "./finding.ts";
import { verifyCoordinator } from "./verifyCoordinator.ts";
import { verifyDraws } from "./verifyDraws.ts";
import { verifyLedger } from "./verifyLedger.ts";
import { verifyPayments } from "./verifyPayments.ts";
import { verifyRounds } from "./verifyRounds.ts";
import { verifyStakes } from "./verifyStakes.ts";

/** What a verification looked at, and what was wrong. */
export interface VerifyRunReturnType {
  readonly tasks: number;
  readonly rounds: number;
  readonly findings: readonly Finding[];
}

/**
 * Recomputes from chain data alone who had to be drawn and what each party must own, and compares with what the
 * contracts store. Needs a node that keeps the logs since the deployment.
 */
export async function verifyRun(client: MusterClient): Promise<VerifyRunReturnType> {
  const { dispatcher, deployment } = client;
  const submitted = await dispatcher.queryFilter(dispatcher.filters.TaskSubmitted(), deployment.fromBlock);
  const tasks: TaskTimeline[] = [];
  for (const { args } of submitted) tasks.push(await readTask(client, { id: args.id }));

  const { rounds, findings } = await verifyRounds(client);
  return {
    tasks: tasks.length,
    rounds: rounds.size,
    findings: [
      ...(await verifyCoordinator(client)),
      ...findings,
      ...(await verifyDraws(client, tasks, rounds)),
      ...verifyPayments(tasks),
      ...(await verifyLedger(client, tasks)),
      ...(await verifyStakes(client, tasks)),
    ],
  };
}
