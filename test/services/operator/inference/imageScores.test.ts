import { expect } from "chai";

import { decodePng } from "../../../../sdk/inference/images/decodePng.ts";
import { encodePng } from "../../../../sdk/inference/images/encodePng.ts";
import type { PixelImage } from "../../../../sdk/inference/images/pixelImage.ts";
import { encodeParameters } from "../../../../sdk/inference/parameters/encodeParameters.ts";
import type { ImageParameters } from "../../../../sdk/inference/parameters/taskParameters.ts";
import type { ResultFile } from "../../../../sdk/inference/results/resultFile.ts";
import { computeImageScore } from "../../../../sdk/inference/scores/computeImageScore.ts";
import { createRandom } from "../../../../scripts/models/createRandom.ts";
import { createImageExecutor } from "../../../../services/operator/inference/executors/createImageExecutor.ts";
import type { Execution } from "../../../../services/operator/inference/executors/executor.ts";
import type { MultiplyAdd } from "../../../../services/operator/inference/executors/multiplyAdd.ts";
import { alterImage } from "../../../helpers/alterImage.ts";
import { defaults } from "../../../helpers/defaults.ts";
import { changeWeight, loadModel } from "../../../helpers/inference.ts";
import { multiplyAdds } from "../../../helpers/multiplyAdds.ts";
import { createTally } from "../../../helpers/scoreTally.ts";

const LABELS = 10;
/**
 * A weight with much to say: it leads to a unit that takes part in nine pictures of ten. Changed by so much, it shows in
 * every picture that it changes at all; changed by less, only in some.
 */
const WEIGHT = { name: "first.weight", index: 828, shown: 4, hidden: [0.25, 1] };
/** Likewise for noise, in grey levels. */
const NOISE = { shown: 6, hidden: [1, 2] };
/** How many weights of a layer are tried. */
const TURNED = 13;
/** Grey levels, as a mean over the pixels: what is found alike although it is not the same is no farther. */
const HARDLY = 1;

const model = loadModel("imageBase");
const random = createRandom(1);
const pick = (count: number) => Math.floor(random() * count);
const tasks = Array.from({ length: defaults.inference.tasks }, (_, index): ImageParameters => ({
  kind: "image",
  baseModel: model.id,
  label: index % LABELS,
  seed: 1_000 + index,
  numImages: defaults.inference.numImages,
}));

describe(`The scores of ${tasks.length} image tasks`, () => {
  const tally = createTally("image");
  const honest: Execution[] = [];

  before(async () => {
    for (const task of tasks) honest.push(await execute(task));
  });

  after(() => tally.print());

  type Node = (task: ImageParameters, index: number) => Promise<Execution> | Execution;

  async function compareAll(name: string, answer: Node): Promise<void> {
    for (const [index, task] of tasks.entries()) {
      const { files, score: wanted } = honest[index]!;
      const given = await answer(task, index);
      tally.note(name, wanted, given.score, () => levelsApart(files, given.files));
    }
  }

  for (const [name, multiplyAdd] of Object.entries(multiplyAdds)) {
    it(`are alike for every honest node with ${name}`, async () => {
      await compareAll(`honest, with ${name}`, (task) => execute(task, { multiplyAdd }));

      expect(tally.alike(`honest, with ${name}`)).to.equal(tasks.length);
    });
  }

  const filesOf = (index: number) => honest[index]!.files;
  const withWeight = (by: number): Node => {
    const { bytes } = changeWeight(
      model,
      WEIGHT.name,
      () => WEIGHT.index,
      (weight) => weight + by,
    );
    return (task) => execute(task, { bytes });
  };
  const turnWeights = (name: string): Node => {
    const turned = Array.from({ length: TURNED }, () => changeWeight(model, name, pick, (weight) => -weight).bytes);
    return (task, index) => execute(task, { bytes: turned[index % TURNED] });
  };
  const withNoise = (levels: number): Node => {
    return (_, index) => alter(filesOf(index), (image) => alterImage.noise(image, levels, random));
  };

  const lies: [name: string, answer: Node][] = [
    ["another seed's pictures", (task) => execute({ ...task, seed: task.seed + tasks.length })],
    ["another label's pictures", (task) => execute({ ...task, label: (task.label + 1) % LABELS })],
    ["a sibling's answer", (_, index) => honest[(index + LABELS) % tasks.length]!],
    ["one picture for all", (_, index) => score(filesOf(index).map(() => filesOf(index)[0]!))],
    ["the pictures in another order", (_, index) => score(filesOf(index).toReversed())],
    ["a picture too few", (_, index) => score(filesOf(index).slice(1))],
    ["pictures of half the size, made larger", (_, index) => alter(filesOf(index), alterImage.halfAndBack)],
    ["pictures of twice the size", (_, index) => alter(filesOf(index), alterImage.double)],
    [`noise of ${NOISE.shown} grey levels`, withNoise(NOISE.shown)],
  ];

  for (const [name, answer] of lies) {
    it(`are not alike for a node that gives ${name}`, async () => {
      await compareAll(name, answer);

      expect(tally.alike(name)).to.equal(0);
    });
  }

  it(`are alike for a node with one weight changed by ${WEIGHT.shown} only where its pictures are the same`, async () => {
    const name = `one weight changed by ${WEIGHT.shown}`;
    await compareAll(name, withWeight(WEIGHT.shown));

    expect(tally.falselyAlike(name)).to.equal(0);
    // Where the unit that the weight leads to takes no part, the node is right.
    expect(tally.alike(name)).to.be.below(tasks.length / 10);
  });

  const trifles: [name: string, answer: Node][] = [
    ...NOISE.hidden.map((levels): [string, Node] => [`noise of ${levels} grey levels`, withNoise(levels)]),
    ...WEIGHT.hidden.map((by): [string, Node] => [`one weight changed by ${by}`, withWeight(by)]),
    ["any one weight of the first layer turned round", turnWeights("first.weight")],
    ["any one weight of the second layer turned round", turnWeights("second.weight")],
  ];

  for (const [name, answer] of trifles) {
    it(`are alike for a node with ${name} only where its pictures hardly differ`, async () => {
      await compareAll(name, answer);

      expect(tally.farthestAlike(name)).to.be.below(HARDLY);
    });
  }
});

interface Cheats {
  readonly multiplyAdd?: MultiplyAdd;
  /** Another model under the name of the right one. */
  readonly bytes?: Uint8Array;
}

function execute(task: ImageParameters, { multiplyAdd, bytes = model.bytes }: Cheats = {}): Promise<Execution> {
  return createImageExecutor({ multiplyAdd }).execute(encodeParameters(task), new Map([[task.baseModel, bytes]]));
}

function alter(files: readonly ResultFile[], change: (image: PixelImage) => PixelImage): Execution {
  return score(files.map(({ name, bytes }) => ({ name, bytes: encodePng(change(decodePng(bytes))) })));
}

function score(files: readonly ResultFile[]): Execution {
  return { files, score: computeImageScore(files) };
}

/** Grey levels between the pictures of two answers, as a mean over the pixels; none when their sizes differ. */
function levelsApart(files: readonly ResultFile[], others: readonly ResultFile[]): number {
  const pixelsOf = (all: readonly ResultFile[]) => all.flatMap(({ bytes }) => [...decodePng(bytes).pixels]);
  const [pixels, found] = [pixelsOf(files), pixelsOf(others)];
  if (pixels.length !== found.length) return Infinity;
  return pixels.reduce((sum, pixel, index) => sum + Math.abs(pixel - found[index]!), 0) / pixels.length;
}
