import { JobAccess } from "../../../../sdk/jobs/jobTerms.ts";
import type { Narrator } from "../../narrate.ts";
import { NO_REWARD, postJob, scheduleIn, tellEnd, waitFor } from "../followJob.ts";
import type { JobsStage } from "../jobsStage.ts";

/** Seconds of the chain until it runs. */
const LEAD = 40n;
const SCHEDULE = { interval: 15_000n, duration: 10_000n, executions: 1n };

/** A job for a processor of one's own, which asks for nothing: no reward, and no matcher. */
export async function tellPersonal(stage: JobsStage, narrator: Narrator): Promise<void> {
  narrator.title("Jobs: a personal job, without reward");
  const own = await stage.hireProcessor("own processor", { fee: 0n, consumers: [stage.ownerAddress] });
  await waitFor(stage, "advertisement", async () => (await stage.owner.jobs.offerOf(own.operator)).isActive);
  narrator.say(`${own.name} serves its owner alone, for nothing`);

  const processor = BigInt(own.operator);
  const job = await postJob(stage, narrator, {
    symbol: "IBM",
    schedule: await scheduleIn(stage, LEAD, SCHEDULE),
    terms: { ...NO_REWARD, access: JobAccess.Personal, processors: [processor] },
    gasFee: 0n,
    slots: [{ processor, startDelay: 0n }],
  });
  narrator.say("It is matched as it is registered");
  await tellEnd(stage, narrator, job);
}
