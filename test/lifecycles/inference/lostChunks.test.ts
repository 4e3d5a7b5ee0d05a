import { expect } from "chai";
import { getBytes, id as hashText, toBeHex } from "ethers";
import hre, { network } from "hardhat";

import { fixClock } from "../../../scripts/bench/fixClock.ts";
import { chunkTreePath } from "../../../sdk/cipher/chunkTreePath.ts";
import { encryptionPublicKey } from "../../../sdk/cipher/encryptionPublicKey.ts";
import { hashChunk } from "../../../sdk/cipher/hashChunk.ts";
import { readWords } from "../../../sdk/cipher/readWords.ts";
import type { ResultUpload } from "../../../sdk/cipher/resultUpload.ts";
import { treeShape } from "../../../sdk/cipher/treeShape.ts";
import { CHALLENGE, drawChallenges } from "../../../sdk/inference/drawChallenges.ts";
import { encryptBytes } from "../../helpers/encryptBytes.ts";
import { createTask, deployInference, drawTasks, type TestTask } from "../../helpers/inferenceMarket.ts";
import { createRandom } from "../../helpers/random.ts";

/** Seeds follow block hashes, and those the clock, which here follows the block number: the draw is always the same. */
const clock = fixClock(2_000_000_000, 12);
/** One thousand challenges, as a market can draw them: 250 for each of four tasks. */
const [TASKS, CHALLENGES] = [4, 250];
const DEVIATIONS = 3;
const random = createRandom("lost chunks");

/** What a relay still has of a ciphertext, chunk by chunk. */
type Served = readonly (Uint8Array | undefined)[];

describe("InferenceMarket: what a lossy relay costs", function () {
  this.timeout(120_000);
  let draw: (chunkCount: number) => Promise<number[]>;

  before(async () => {
    hre.hooks.registerHandlers("network", clock);
    const connection = await network.create({ override: { initialDate: new Date(2_000_000_000_000) } });
    const suite = await deployInference(connection, { sampling: { challenges: CHALLENGES } });
    const tasks: TestTask[] = [];
    for (let at = 0; at < TASKS; at++) tasks.push(await createTask(suite, {}, hashText(`lossy ${at}`)));
    await drawTasks(suite, ...tasks);

    draw = async (chunkCount) => {
      const drawn: number[] = [];
      for (const { id } of tasks) {
        const indices = (await suite.market.challengesOf(id, chunkCount)).map(Number);
        const { round } = await suite.market.taskOf(id);
        const [seed] = await suite.beacon.seedOf(round, suite.market, id, CHALLENGE);
        expect(drawChallenges({ seed, challenges: CHALLENGES, chunkCount })).to.deep.equal(indices);
        drawn.push(...indices);
      }
      return drawn;
    };
  });

  after(() => {
    hre.hooks.unregisterHandlers("network", clock);
  });

  for (const [chunkCount, lost] of [
    [8, 1],
    [20, 5],
    [64, 32],
    [100, 10],
  ] as const) {
    it(`of ${chunkCount} chunks with ${lost} lost, finds the share that can be proven`, async () => {
      const { upload, served } = await loseChunks(chunkCount, lost);
      const challenged = await draw(chunkCount);
      const isProvable = served.map((_, index) => leadsToRoot(upload, served, index));
      const provable = challenged.filter((index) => isProvable[index]).length / challenged.length;

      const share = 1 - lost / chunkCount;
      const deviation = Math.sqrt((share * (1 - share)) / challenged.length);
      expect(challenged.length).to.equal(TASKS * CHALLENGES);
      expect(Math.abs(provable - share) <= DEVIATIONS * deviation, `${provable}, not ${share}`).to.equal(true);
    });
  }

  it("finds everything that can be proven where nothing is lost, and nothing where everything is", async () => {
    const challenged = await draw(16);
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
