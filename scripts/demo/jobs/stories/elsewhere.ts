import { sendWrite } from "../../../../sdk/client/sendWrite.ts";
import { DestinationKind } from "../../../../sdk/jobs/jobTerms.ts";
import type { Narrator } from "../../narrate.ts";
import { checkPrice, GAS_FEE, postJob, scheduleIn, tellPayment, waitFor, waitForStatus } from "../followJob.ts";
import type { JobsStage } from "../jobsStage.ts";
import { openOtherChain } from "../otherChain.ts";

const LEAD = 60n;
const SCHEDULE = { interval: 15_000n, duration: 10_000n, executions: 1n };
const FULFILL_GAS = 200_000n;

/** A job whose result lands on a second chain: witnesses tell it of the assignment, and the home chain of the receipt. */
export async function tellElsewhere(stage: JobsStage, narrator: Narrator): Promise<void> {
  narrator.title("Jobs: a result that lands on another chain");
  const other = await openOtherChain(stage);
  try {
    const { chainId, inbox, destinationsPath } = other;
    const courier = await stage.hireProcessor("courier", { fee: 1n, destinationsPath });
    await waitFor(stage, "advertisement", async () => (await stage.owner.jobs.offerOf(courier.operator)).isActive);
    const target = await inbox.getAddress();
    const job = await postJob(stage, narrator, {
      symbol: "MSFT",
      schedule: await scheduleIn(stage, LEAD, SCHEDULE),
      terms: {
        destination: { kind: DestinationKind.OtherChain, chainId, target, gasLimit: FULFILL_GAS, gasFee: GAS_FEE },
      },
    });
    await sendWrite(async () => inbox.letIn(job.id));
    await waitForStatus(stage, job, "Assigned");
    narrator.say(`${courier.name} promises to bring it to chain ${chainId}`);

    await waitFor(stage, "delivery", async () => (await inbox.newestOf(job.id)).receivedAt !== 0n);
    const { output } = await inbox.newestOf(job.id);
    narrator.say(`The contract there got it: ${job.symbol} at ${await checkPrice(stage, job.symbol, output)}`);
    await tellPayment(stage, narrator, job);
    narrator.say("It was paid on the receipt that the witnesses signed");
    for (const { child } of other.witnesses) child.kill("SIGTERM");
  } finally {
    other.close();
  }
}
