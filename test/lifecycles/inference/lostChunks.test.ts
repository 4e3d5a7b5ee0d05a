import { expect } from "chai";
import { getBytes, id as hashText, toBeHex } from "ethers";
import { network } from "hardhat";

import { chunkTreePath } from "../../../sdk/cipher/chunkTreePath.ts";
import { encryptionPublicKey } from "../../../sdk/cipher/encryptionPublicKey.ts";
import { hashChunk } from "../../../sdk/cipher/hashChunk.ts";
import { readWords } from "../../../sdk/cipher/readWords.ts";
import type { ResultUpload } from "../../../sdk/cipher/resultUpload.ts";
import { treeShape } from "../../../sdk/cipher/treeShape.ts";
import { CHALLENGE, drawChallenges } from "../../../sdk/inference/drawChallenges.ts";
import { encryptBytes } from "../../helpers/encryptBytes.ts";
import {
  createTask,
  deployInference,
  drawTasks,
  type InferenceSuite,
  type TestTask,
} from "../../helpers/inferenceMarket.ts";
import { createRandom } from "../../helpers/random.ts";

/** One thousand challenges: 250 for each of four seeds, which are the same in every run. */
const [SEEDS, CHALLENGES] = [4, 250];
const DEVIATIONS = 3;
const random = createRandom("lost chunks");

/** What a relay still has of a ciphertext, chunk by chunk. */
type Served = readonly (Uint8Array | undefined)[];

describe("InferenceMarket: what a lossy relay costs", function () {
  this.timeout(120_000);

  it("challenges the chunks that the seed says", async () => {
    const suite = await deployInference(await network.create(), { sampling: { challenges: CHALLENGES } });
    const { id } = await drawOne(suite);
    const { round } = await suite.market.taskOf(id);
    const [seed] = await suite.beacon.seedOf(round, suite.market, id, CHALLENGE);
    for (const chunkCount of [1, 8, 100, 4_096]) {
      const indices = (await suite.market.challengesOf(id, chunkCount)).map(Number);
      expect(drawChallenges({ seed, challenges: CHALLENGES, chunkCount })).to.deep.equal(indices);
    }
  });

  for (const [chunkCount, lost] of [
    [8, 1],
    [20, 5],
    [64, 32],
    [100, 10],
  ] as const) {
    it(`of ${chunkCount} chunks with ${lost} lost, finds the share that can be proven`, async () => {
      const { upload, served } = await loseChunks(chunkCount, lost);
      const challenged = draw(chunkCount);
      const isProvable = served.map((_, index) => leadsToRoot(upload, served, index));
      const provable = challenged.filter((index) => isProvable[index]).length / challenged.length;

      const share = 1 - lost / chunkCount;
      const deviation = Math.sqrt((share * (1 - share)) / challenged.length);
      expect(challenged.length).to.equal(SEEDS * CHALLENGES);
      expect(Math.abs(provable - share) <= DEVIATIONS * deviation, `${provable}, not ${share}`).to.equal(true);
    });
  }

  it("finds everything that can be proven where nothing is lost, and nothing where everything is", async () => {
    const challenged = draw(16);
    for (const [lost, expected] of [
      [0, challenged.length],
      [16, 0],
    ] as const) {
      const { upload, served } = await loseChunks(16, lost);
      const isProvable = served.map((_, index) => leadsToRoot(upload, served, index));
      expect(challenged.filter((index) => isProvable[index]).length).to.equal(expected);
    }
  });
});

/** A task whose seed is known. */
async function drawOne(suite: InferenceSuite): Promise<TestTask> {
  const task = await createTask(suite);
  await drawTasks(suite, task);
  return task;
}

function draw(chunkCount: number): number[] {
  return Array.from({ length: SEEDS }, (_, at) => hashText(`lossy ${at}`)).flatMap((seed) =>
    drawChallenges({ seed, challenges: CHALLENGES, chunkCount }),
  );
}

/** Encrypts a result of so many chunks, and loses some of the ciphertext's: half of them are gone, half altered. */
async function loseChunks(chunkCount: number, lost: number): Promise<{ upload: ResultUpload; served: Served }> {
  const bytes = getBytes(random.bytes(chunkCount * treeShape.chunkBytes - 7));
  const applicationKey = encryptionPublicKey(toBeHex(random.bits(240), 32));
  const { upload, ciphertext } = await encryptBytes(bytes, { applicationKey, context: random.bits(250) });
  const { encryptedChunkBytes: size } = treeShape;
  const served: (Uint8Array | undefined)[] = Array.from({ length: chunkCount }, (_, at) =>
    ciphertext.slice(at * size, (at + 1) * size),
  );
  const places = [...served.keys()];
  for (let left = lost; left > 0; left--) {
    const [place] = places.splice(Number(random.between(0n, BigInt(places.length - 1))), 1) as [number];
    if (left % 2 === 0) served[place] = undefined;
    else served[place]![size - 1]! ^= 1;
  }
  return { upload, served };
}

/** Whether what the relay has of a chunk leads to the committed root, which is what the circuit asks. */
function leadsToRoot({ ciphertextLeaves }: ResultUpload, served: Served, index: number): boolean {
  const chunk = served[index];
  if (chunk === undefined) return false;
  const leaf = hashChunk(readWords(chunk, 32, treeShape.wordsPerChunk));
  return chunkTreePath(ciphertextLeaves, index)[0]![index % treeShape.arity] === leaf;
}
