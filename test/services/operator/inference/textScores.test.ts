import { expect } from "chai";

import { encodeParameters } from "../../../../sdk/inference/parameters/encodeParameters.ts";
import type { TextParameters } from "../../../../sdk/inference/parameters/taskParameters.ts";
import { computeTextScore } from "../../../../sdk/inference/scores/computeTextScore.ts";
import { createRandom } from "../../../../scripts/models/createRandom.ts";
import { createTextExecutor } from "../../../../services/operator/inference/executors/createTextExecutor.ts";
import type { Execution } from "../../../../services/operator/inference/executors/executor.ts";
import { keepProcesses } from "../../../helpers/childProcesses.ts";
import { changeWeight, loadModel } from "../../../helpers/inference.ts";
import { createTally } from "../../../helpers/scoreTally.ts";
import { textTasks } from "../../../helpers/textTasks.ts";

const HASH_BYTES = 32;
const model = loadModel("textBase");
const tasks = textTasks(model.id);
const random = createRandom(1);
const pick = (count: number) => Math.floor(random() * count);
const processes = keepProcesses({});

describe(`The scores of ${tasks.length} text tasks`, () => {
  const tally = createTally("text");
  const honest: Execution[] = [];

  before(async () => {
    for (const task of tasks) honest.push(await execute(task));
  });

  after(async () => {
    await processes.end();
    tally.print();
  });

  type Node = (task: TextParameters, index: number) => Promise<Uint8Array>;

  /** How many tasks of a node are found alike to those of an honest one. */
  async function countAlike(name: string, scoreOf: Node): Promise<number> {
    for (const [index, task] of tasks.entries()) tally.note(name, honest[index]!.score, await scoreOf(task, index));
    return tally.alike(name);
  }

  it("are alike for an honest node in a process of its own, without an optimizing compiler", async () => {
    const command = [process.execPath, "--no-opt", "--import", "tsx", "test/helpers/computeTexts.ts"];
    const { output } = await processes.run(command);
    const scores = Buffer.from(output, "hex");
    const scoreOf: Node = async (_, index) => scores.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);

    expect(await countAlike("honest, in another process", scoreOf)).to.equal(tasks.length);
  });

  const lies: [name: string, scoreOf: Node][] = [
    ["another seed's text", async (task) => (await execute({ ...task, seed: task.seed + tasks.length })).score],
    ["another prompt's text", async (task) => (await execute({ ...task, prompt: `${task.prompt} no` })).score],
    ["a bolder text", async (task) => (await execute({ ...task, temperature: task.temperature + 200 })).score],
    ["a text of one letter less", async (task) => (await execute({ ...task, numLetters: task.numLetters - 1 })).score],
    ["a sibling's answer", async (_, index) => honest[(index + 1) % tasks.length]!.score],
    ["one byte more", async (_, index) => scoreOfBytes(Buffer.concat([honest[index]!.files[0]!.bytes, Buffer.of(10)]))],
    [
      "the text of a model with one weight of its last layer changed by one",
      (task) => withChange(task, "output.weight"),
    ],
    ["the text of a model with one bias changed by one", (task) => withChange(task, "context.bias")],
  ];

  for (const [name, scoreOf] of lies) {
    it(`are not alike for a node that gives ${name}`, async () => {
      expect(await countAlike(name, scoreOf)).to.equal(0);
    });
  }
});

function execute(task: TextParameters, bytes = model.bytes): Promise<Execution> {
  return createTextExecutor().execute(encodeParameters(task), new Map([[task.baseModel, bytes]]));
}

/** Who cheats with the model computes what the task says, with other weights under the same name. */
async function withChange(task: TextParameters, name: string): Promise<Uint8Array> {
  return (await execute(task, changeWeight(model, name, pick, (weight) => weight + (weight > 0 ? -1 : 1)).bytes)).score;
}

function scoreOfBytes(bytes: Uint8Array): Uint8Array {
  return computeTextScore([{ name: "response.json", bytes }]);
}
