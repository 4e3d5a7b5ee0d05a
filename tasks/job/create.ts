import { isAddress } from "ethers";

import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { formatTime } from "../../scripts/print/formatTime.ts";
import { countExecutions } from "../../sdk/jobs/countExecutions.ts";
import { jobBudget } from "../../sdk/jobs/jobBudget.ts";
import { createJob } from "../helpers/createJob.ts";
import { InputError } from "../helpers/inputError.ts";
import type { JobFile } from "../helpers/jobFile.ts";
import { parseInteger } from "../helpers/parseInteger.ts";
import { type JobTemplate, readTemplate } from "../helpers/readTemplate.ts";
import { readTemplateParameters } from "../helpers/readTemplateParameters.ts";
import { suiteAction } from "../helpers/suiteAction.ts";
import { wordsOf } from "../helpers/wordsOf.ts";

interface Arguments {
  readonly template: string;
  readonly param: string | undefined;
  readonly more: readonly string[];
  readonly uri: string | undefined;
  readonly reward: string | undefined;
  readonly slots: string | undefined;
  readonly startIn: string | undefined;
  readonly interval: string | undefined;
  readonly duration: string | undefined;
  readonly executions: string | undefined;
  readonly processors: string | undefined;
  readonly endpoint: string | undefined;
  readonly key: string | undefined;
  readonly target: string | undefined;
  readonly chain: string | undefined;
  readonly credit: boolean;
}

export default suiteAction<Arguments>(async ({ client, print, report }, given) => {
  const template = readTemplate(given.template);
  const created = await createJob(
    client,
    {
      template,
      parameters: readTemplateParameters(template, [
        ...(given.param === undefined ? [] : [given.param]),
        ...given.more,
      ]),
      changes: adapt(template, given),
      scriptUri: given.uri,
      payFrom: given.credit ? "credit" : "value",
    },
    report,
  );
  const { id, terms } = created;
  print([
    ["  template", `${created.template}: ${template.title}`],
    ["  puts out", template.output],
    ["  slots", String(terms.slots)],
    ["  executions", `${countExecutions(terms.schedule)} of each slot`],
    ["  starts", formatTime(Number(terms.schedule.startTime / 1_000n))],
    ["  locked", formatAmount(jobBudget(terms), terms.currency)],
    ["  next", "a matcher (npm run matcher, or job:match) gives each slot a processor, which acknowledges"],
    ["  then", `each execution is reported in its window: job:show ${id}`],
  ]);
});

/** What was said otherwise than the template says it. */
function adapt({ job, name }: JobTemplate, given: Arguments): Partial<JobFile> {
  const { reward, endpoint, key } = given;
  const number = (option: "slots" | "startIn" | "interval" | "duration" | "executions" | "chain") =>
    parseInteger(option === "startIn" ? "start-in" : option, given[option]);
  const chainId = number("chain");
  const { kind } = job.destination ?? {};
  if (kind === "Web" && endpoint === undefined) throw new InputError(`${name} delivers to a web --endpoint.`);
  if (kind === "OtherChain" && (chainId === undefined || given.target === undefined)) {
    throw new InputError(`${name} delivers to a contract of another chain: --chain and --target.`);
  }
  const target = key ?? given.target;
  if (target !== undefined && !isAddress(target)) throw new InputError(`"${target}" is no address.`);
  const processors = wordsOf(given.processors).map(Number);
  const schedule = { startIn: number("startIn"), interval: number("interval"), duration: number("duration") };
  const changes = { reward, slots: number("slots"), ...schedule, executions: number("executions"), endpoint };
  const destination = { ...job.destination, ...definedOf({ target, chainId }) };
  const access = processors.length > 0 ? ({ access: "Selected", processors } as const) : {};
  return { ...definedOf(changes), ...access, destination };
}

function definedOf<Value extends object>(value: Value): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as never;
}
