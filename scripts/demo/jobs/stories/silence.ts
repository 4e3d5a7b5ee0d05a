import type { Narrator } from "../../narrate.ts";
import { ether } from "../../narrate.ts";
import { namesOf, postJob, scheduleIn, tellEnd, waitFor, waitForStatus } from "../followJob.ts";
import type { JobsStage } from "../jobsStage.ts";

const SLOTS = 3n;
/** Seconds of the chain until the first execution: time to be let down once. */
const LEAD = 60n;
const SCHEDULE = { interval: 15_000n, duration: 10_000n, executions: 3n };

/** A job every few seconds on three slots; one of its processors goes silent, and the job is matched again. */
export async function tellSilence(stage: JobsStage, narrator: Narrator): Promise<void> {
  narrator.title("Jobs: a price every few seconds, from three processors, of which one goes silent");
  const { jobs, registry } = stage.owner;
  const [silent] = stage.processors;
  if (silent === undefined) throw new Error("There is no processor.");
  silent.process.child.kill("SIGKILL");
  narrator.say(`${silent.name}, the cheapest, is killed; its advertisement stands`);

  const schedule = await scheduleIn(stage, LEAD, SCHEDULE);
  const job = await postJob(stage, narrator, { symbol: "AAPL", schedule, terms: { slots: SLOTS } });
  await waitForStatus(stage, job, "Matched");
  narrator.say(`The matcher takes the cheapest: ${(await namesOf(stage, job)).join(", ")}`);

  const before = await registry.slashableOf(silent.operator);
  await waitFor(
    stage,
    "release",
    async () => (await jobs.queryFilter(jobs.filters.SlotUnacknowledged(job.id))).length > 0,
  );
  const lost = before - (await registry.slashableOf(silent.operator));
  if (lost === 0n) throw new Error(`${silent.name} lost nothing by its silence.`);
  narrator.say(
    `${silent.name} did not answer in time: it loses ${ether(lost)} of its stake, and the job is open again`,
  );

  await waitForStatus(stage, job, "Assigned");
  const names = await namesOf(stage, job);
  if (names.includes(silent.name)) throw new Error(`${silent.name} was matched again.`);
  narrator.say(`Matched again, and promised by all: ${names.join(", ")}`);
  await tellEnd(stage, narrator, job);
}
