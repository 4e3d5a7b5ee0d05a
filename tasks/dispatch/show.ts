import { dataLength, isHexString, toUtf8String } from "ethers";

import { formatTable } from "../../scripts/print/formatTable.ts";
import { readRound } from "../../sdk/beacon/readRound.ts";
import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { readDrawOrder } from "../../sdk/dispatch/readDrawOrder.ts";
import { readSeed } from "../../sdk/dispatch/readSeed.ts";
import { readTask, type ReadTaskReturnType } from "../../sdk/dispatch/readTask.ts";
import { readTaskEvents } from "../../sdk/dispatch/readTaskEvents.ts";
import { decodeResultSchema } from "../../sdk/schema/resultSchema.ts";
import { windowOf } from "../../services/dispatch/windowOf.ts";
import { describeEvent } from "../helpers/describeEvent.ts";
import { describePosition } from "../helpers/describePosition.ts";
import { describeWait } from "../helpers/describeWait.ts";
import { InputError } from "../helpers/inputError.ts";
import { moneyOf } from "../helpers/moneyOf.ts";
import { suiteAction } from "../helpers/suiteAction.ts";
import type { TaskView } from "../helpers/taskView.ts";

const SHORT = 64;

interface Arguments {
  readonly id: string;
}

export default suiteAction<Arguments>(async ({ client, print }, { id }) => {
  if (!isHexString(id, 32)) throw new InputError(`A task's id is 32 bytes of hex, not "${id}".`);
  const task = await readTask(client, { id });
  const view = await readView(client, task);
  const { terms, definition, numRunners, responseBlocks } = task.request;
  const { kind, types, maxBytes } = decodeResultSchema(terms.schema);

  print(`Task ${id}`);
  print([
    ["  status", task.liveStatus],
    ["  actor", task.actor],
    ["  work", describeDefinition(definition)],
    ["  result", types.length > 0 ? `${kind} (${types.join(", ")})` : `${kind}, at most ${maxBytes} bytes`],
    ["  asks for", `${numRunners} of ${task.rosterSize} members of pool ${task.pool}`],
    ["  time", `${responseBlocks} blocks a runner; timeout at block ${task.timeoutBlock}`],
  ]);
  for (const wait of describeWait(view)) print(`  waits for    ${wait}`);

  print("\nDraw");
  print(await drawOf(client, view));
  print("\nTimeline");
  print(await timelineOf(client, id, terms.schema));
  print("\nMoney");
  print(indent(moneyOf(task)));
});

async function readView(client: MusterClient, task: ReadTaskReturnType): Promise<TaskView> {
  const [head, round] = await Promise.all([client.provider.getBlockNumber(), readRound(client, { round: task.round })]);
  if (round.state !== "Answered") return { task, head, round, order: [] };
  return { task, head, round, order: await readDrawOrder(client, { timeline: task, count: windowOf(task) }) };
}

function describeDefinition(definition: string): string {
  const bytes = dataLength(definition);
  const head = definition.slice(0, 2 + 2 * SHORT);
  const text = toUtf8String(head, () => 0);
  const isText = /^[\x20-\x7e\s]+$/.test(text);
  const shown = isText ? JSON.stringify(text) : head;
  return bytes > SHORT ? `${shown}… (${bytes} bytes)` : shown;
}

async function drawOf(client: MusterClient, view: TaskView): Promise<string> {
  const { task, round, order } = view;
  if (round.state !== "Answered") return `  from round ${task.round}, which is not answered`;
  const { seed } = await readSeed(client, { timeline: task });
  const columns = [
    { title: "position", isNumber: true },
    { title: "seat", isNumber: true },
    { title: "operator", isNumber: true },
    { title: "controller" },
    { title: "state" },
  ];
  const rows = order.map((drawn) => [
    String(drawn.position),
    String(drawn.seat),
    String(drawn.operator),
    drawn.controller,
    describePosition(view, drawn.position),
  ]);
  const source = `  round ${task.round}, answered in block ${round.answeredAt}; seats of roster version ${task.rosterVersion}`;
  return `${source}\n  seed ${seed}\n${indent(formatTable(columns, rows))}`;
}

async function timelineOf(client: MusterClient, id: string, schema: string): Promise<string> {
  const events = await readTaskEvents(client, { id });
  const hashes = [...new Set(events.map(({ transactionHash }) => transactionHash))];
  const receipts = await Promise.all(hashes.map((hash) => client.provider.getTransactionReceipt(hash)));
  const known = new Map(receipts.map((receipt) => [receipt?.hash, receipt]));
  const columns = [
    { title: "block", isNumber: true },
    { title: "event" },
    { title: "what" },
    { title: "sent by" },
    { title: "gas", isNumber: true },
  ];
  let last = "";
  const rows = events.map((event) => {
    const isSame = event.transactionHash === last;
    last = event.transactionHash;
    const receipt = known.get(event.transactionHash);
    return [
      String(event.block),
      event.name,
      describeEvent(event, schema),
      // One transaction can emit several events: its sender and its gas stand beside the first.
      isSame ? "" : (receipt?.from ?? ""),
      isSame ? "" : (receipt?.gasUsed.toLocaleString("en") ?? ""),
    ];
  });
  return indent(formatTable(columns, rows));
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}
