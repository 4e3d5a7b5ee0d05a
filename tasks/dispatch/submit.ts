import { formatAmount } from "../../scripts/print/formatAmount.ts";
import { eventOf } from "../../sdk/client/eventOf.ts";
import { submitTask } from "../../sdk/dispatch/submitTask.ts";
import { readSubmission, type SubmissionArguments } from "../helpers/readSubmission.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments extends SubmissionArguments {
  readonly file: string | undefined;
  readonly credit: boolean;
}

export default suiteAction<Arguments>(async ({ client, print, report }, { credit, ...given }) => {
  const submission = await readSubmission(client, given);
  const { id, request, receipt } = await submitTask(client, { ...submission, payFrom: credit ? "credit" : "value" });
  const { round } = eventOf<{ round: number }>(receipt, client.dispatcher.interface, "TaskSubmitted");
  const { terms, numRunners, responseBlocks, timeoutBlocks } = request;

  report(`Task ${id} is submitted`, receipt);
  print([
    ["  runners", `${numRunners}, ${formatAmount(terms.paymentPerRunner, terms.currency)} each`],
    ["  results", terms.commitBlocks === 0 ? "sent in the open" : "committed, then revealed"],
    ["  callback", terms.callback.gasLimit === 0 ? "none" : `${formatAmount(terms.callback.budget)} for executors`],
    ["  time", `${responseBlocks} blocks a runner, ${timeoutBlocks} in all`],
    ["  waits for", `round ${round} to be closed (beacon:request) and answered`],
  ]);
});
