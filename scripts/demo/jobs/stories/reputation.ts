import { cancelJob } from "../../../../sdk/jobs/cancelJob.ts";
import { NO_NEEDS } from "../../../../sdk/jobs/jobTerms.ts";
import type { JobDescription } from "../../../../services/matcher/describeJob.ts";
import type { Narrator } from "../../narrate.ts";
import { namesOf, postJob, scheduleIn, tellEnd, waitFor, waitForStatus } from "../followJob.ts";
import type { JobsStage } from "../jobsStage.ts";

const LEAD = 40n;
const SCHEDULE = { interval: 15_000n, duration: 10_000n, executions: 1n };
/** Units of the score. */
const PERCENT = 10_000n;

/** A job for a reputation that the newcomer, cheaper than anybody, does not have. */
export async function tellReputation(stage: JobsStage, narrator: Narrator): Promise<void> {
  narrator.title("Jobs: a reputation that the newcomer lacks");
  const { owner, processors, matcherUrl } = stage;
  const { jobs, reputation } = owner;
  const newcomer = await stage.hireProcessor("newcomer", { fee: 1n });
  await waitFor(stage, "advertisement", async () => (await jobs.offerOf(newcomer.operator)).isActive);
  const scores = await Promise.all(processors.map(async ({ operator }) => reputation.scoreOf(operator)));
  const score = await reputation.scoreOf(newcomer.operator);
  const best = scores.reduce((most, each) => (each > most ? each : most), 0n);
  if (best <= score) throw new Error("Nobody has earned a reputation yet.");
  narrator.say(`${newcomer.name} is the cheapest, but scores ${percent(score)}; the best scores ${percent(best)}`);

  const needs = { ...NO_NEEDS, memoryBytes: 1n << 22n, networkRequests: 3n };
  const tooMuch = await postJob(stage, narrator, {
    symbol: "GOOG",
    schedule: await scheduleIn(stage, LEAD, SCHEDULE),
    terms: { needs: { ...needs, minReputation: best + 1n } },
  });
  await waitFor(stage, "explanation", async () => (await explain(matcherUrl, tooMuch.id))?.broken !== undefined);
  narrator.say(`The matcher says: ${(await explain(matcherUrl, tooMuch.id))?.explanation}`);
  await cancelJob(owner, { id: tooMuch.id });
  narrator.say("Nobody has that; the job is cancelled, and its money is back");

  const job = await postJob(stage, narrator, {
    symbol: "GOOG",
    schedule: await scheduleIn(stage, LEAD, SCHEDULE),
    terms: { needs: { ...needs, minReputation: score + 1n } },
  });
  await waitForStatus(stage, job, "Assigned");
  const names = await namesOf(stage, job);
  if (names.some((name) => name.startsWith("#"))) throw new Error(`${newcomer.name} was matched.`);
  narrator.say(`For ${percent(score + 1n)} there is ${names.join()}`);
  await tellEnd(stage, narrator, job);
}

async function explain(url: string, id: string): Promise<JobDescription | undefined> {
  const answer = await fetch(`${url}/jobs/${id}`);
  return answer.ok ? ((await answer.json()) as JobDescription) : undefined;
}

function percent(score: bigint): string {
  return `${(Number(score) / Number(PERCENT)).toFixed(4)} %`;
}
