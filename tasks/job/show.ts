import { isHexString, ZeroAddress } from "ethers";

import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { formatTable } from "../../scripts/print/formatTable.ts";
import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { countExecutions } from "../../sdk/jobs/countExecutions.ts";
import { jobBudget } from "../../sdk/jobs/jobBudget.ts";
import { JobAccess } from "../../sdk/jobs/jobTerms.ts";
import { readJob, type ReadJobReturnType } from "../../sdk/jobs/readJob.ts";
import { InputError } from "../helpers/inputError.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

const WAITS: Readonly<Record<string, string>> = {
  Open: "a matcher (job:match)",
  Matched: "its processors to acknowledge (job:acknowledge)",
  Assigned: "its executions (job:report) and its end (job:settle)",
};

interface Arguments {
  readonly id: string;
}

export default suiteAction<Arguments>(async ({ client, print }, { id }) => {
  if (!isHexString(id, 32)) throw new InputError(`A job's id is 32 bytes of hex, not "${id}".`);
  const job = await readJob(client, { id });
  const { terms, status, matcher } = job;
  const access = Object.entries(JobAccess).find(([, value]) => value === terms.access)?.[0] ?? "";
  print(`Job ${id}`);
  print([
    ["  status", status],
    ["  consumer", terms.consumer],
    ["  access", access],
    ["  script", job.details.scriptUri === "" ? terms.script : `${job.details.scriptUri} (${terms.script})`],
    ["  executions", `${countExecutions(terms.schedule)} of ${terms.schedule.duration} ms in each slot`],
    ["  locked", formatAmount(jobBudget(terms), terms.currency)],
    ["  matcher", matcher === ZeroAddress ? "none" : matcher],
    ["  waits for", WAITS[status] ?? "nothing"],
  ]);
  print("\nSlots");
  print(slotsOf(job));
  print("\nTimeline");
  print(await timelineOf(client, id, job.block));
});

function slotsOf({ slots, terms }: ReadJobReturnType): string {
  const titles = ["slot", "processor", "delay ms", "fee", "acknowledged", "next", "succeeded", "failed", "undecided"];
  const rows = slots.map((slot, index) => [
    String(index),
    String(slot.processor),
    String(slot.startDelay),
    formatAmount(slot.fee, terms.currency),
    slot.isAcknowledged ? "yes" : "no",
    ...[slot.next, slot.successes, slot.failures, slot.undecided].map(String),
  ]);
  return formatTable(
    titles.map((title) => ({ title, isNumber: true })),
    rows,
  );
}

async function timelineOf({ jobs, provider, deployment }: MusterClient, id: string, fromBlock: number) {
  const topics = [null, id];
  const logs = await provider.getLogs({ address: deployment.addresses.jobs, topics, fromBlock, toBlock: "latest" });
  const rows = logs.map((log) => {
    const event = jobs.interface.parseLog(log);
    const values = (event?.fragment.inputs ?? [])
      .map(({ name, baseType }, index) => ({ name, baseType, value: String(event?.args[index]) }))
      .filter(({ name, baseType }) => name !== "id" && baseType !== "tuple")
      .map(({ name, value }) => `${name} ${value}`);
    return [String(log.blockNumber), event?.name ?? "", values.join(", ")];
  });
  return formatTable([{ title: "block", isNumber: true }, { title: "event" }, { title: "what" }], rows);
}
