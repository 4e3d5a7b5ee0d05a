import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { readTask } from "../../sdk/dispatch/readTask.ts";
import type { TaskTimeline } from "../../sdk/dispatch/taskTimeline.ts";
import { verifyAttestation } from "./attestation/verifyAttestation.ts";
import type { Finding } from "./finding.ts";
import { verifyInference } from "./inference/verifyInference.ts";
import { verifyJobs } from "./jobs/verifyJobs.ts";
import { sealingMovements } from "./sealingMovements.ts";
import { verifyCoordinator } from "./verifyCoordinator.ts";
import { verifyDraws } from "./verifyDraws.ts";
import { verifyLedger } from "./verifyLedger.ts";
import { verifyPayments } from "./verifyPayments.ts";
import { verifyRounds } from "./verifyRounds.ts";
import { verifyStakes } from "./verifyStakes.ts";

/** What a verification looked at, and what was wrong. */
export interface VerifyRunReturnType {
  /** Dispatched ones. */
  readonly tasks: number;
  readonly attestations: number;
  readonly inferences: number;
  readonly jobs: number;
  readonly rounds: number;
  readonly findings: readonly Finding[];
}

/**
 * Recomputes from chain data alone who had to be drawn, which quorums were reached and what each party must own, and
 * compares with what the
 * contracts store. Needs a node that keeps the logs since the deployment.
 */
export async function verifyRun(client: MusterClient): Promise<VerifyRunReturnType> {
  const { dispatcher, deployment } = client;
  const submitted = await dispatcher.queryFilter(dispatcher.filters.TaskSubmitted(), deployment.fromBlock);
  const tasks: TaskTimeline[] = [];
  for (const { args } of submitted) tasks.push(await readTask(client, { id: args.id }));

  const { rounds, findings } = await verifyRounds(client);
  const attested = await verifyAttestation(client);
  const inferred = await verifyInference(client, rounds);
  const scheduled = await verifyJobs(client);
  const lifecycles = [attested, inferred, scheduled];
  const movements = [...lifecycles.map((lifecycle) => lifecycle.movements), await sealingMovements(client)];
  const offences = new Map(lifecycles.flatMap((lifecycle) => [...lifecycle.offences]));
  return {
    tasks: tasks.length,
    attestations: attested.tasks,
    inferences: inferred.tasks,
    jobs: scheduled.jobs,
    rounds: rounds.size,
    findings: [
      ...(await verifyCoordinator(client)),
      ...findings,
      ...(await verifyDraws(client, tasks, rounds)),
      ...verifyPayments(tasks),
      ...lifecycles.flatMap((lifecycle) => lifecycle.findings),
      ...(await verifyLedger(client, tasks, movements)),
      ...(await verifyStakes(client, tasks, offences)),
    ],
  };
}
