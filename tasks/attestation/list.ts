import { formatTable } from "../../scripts/print/formatTable.ts";
import type { AttestationTaskEvent } from "../../sdk/attestation/attestationEvent.ts";
import { ATTESTATION_STATUSES } from "../../sdk/attestation/attestationStatus.ts";
import { decodeAttestationEvent } from "../../sdk/attestation/decodeAttestationEvent.ts";
import { parseInteger } from "../helpers/parseInteger.ts";
import { suiteAction } from "../helpers/suiteAction.ts";

interface Arguments {
  readonly definition: string | undefined;
  readonly performer: string | undefined;
  readonly limit: number;
}

type Submission = Extract<AttestationTaskEvent, { readonly name: "TaskSubmitted" | "TaskRejected" }>;

const columns = [
  { title: "block", isNumber: true },
  { title: "task" },
  { title: "status" },
  { title: "definition", isNumber: true },
  { title: "performer" },
];

export default suiteAction<Arguments>(async ({ client, print }, { definition: given, performer, limit }) => {
  const { center, deployment, provider } = client;
  const definition = parseInteger("definition", given);
  const [submitted, rejected] = await Promise.all([
    center.filters.TaskSubmitted(undefined, definition, performer).getTopicFilter(),
    center.filters.TaskRejected(undefined, definition, performer).getTopicFilter(),
  ]);
  const logs = await provider.getLogs({
    address: deployment.addresses.center,
    topics: [[...submitted.slice(0, 1), ...rejected.slice(0, 1)].flat() as string[], ...submitted.slice(1)],
    fromBlock: deployment.fromBlock,
    toBlock: "latest",
  });
  const newest = logs.slice(-limit).toReversed();
  if (newest.length === 0) return print("There are no such tasks.");
  const tasks = newest.map((log) => decodeAttestationEvent(log) as Submission);
  const statuses = await Promise.all(tasks.map(({ id }) => center.statusOf(id)));

  const rows = tasks.map(({ block, id, taskDefinitionId, performer: who }, index) => [
    String(block),
    id,
    ATTESTATION_STATUSES[Number(statuses[index])] ?? "",
    String(taskDefinitionId),
    who,
  ]);
  print(formatTable(columns, rows));
});
