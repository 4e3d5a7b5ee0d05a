import { expect } from "chai";
import { network } from "hardhat";

import {
  failures,
  FAR,
  FARTHER,
  type GroupEntry,
  playGroup,
  SCORE,
  storedStatuses,
} from "../../helpers/inferenceGroups.ts";
import {
  deployInference,
  inferenceDefaults,
  type InferenceSuite,
  type TestTask,
  validateGroup,
} from "../../helpers/inferenceMarket.ts";

const connection = await network.create();
const { networkHelpers } = connection;
const { fee, nodeStake, sampling } = inferenceDefaults;
const SLASHED = (nodeStake * BigInt(sampling.slashBps)) / 10_000n;
/** Scores of which the second and the third are near the first, and not near each other. */
const [MIDDLE, LEFT, RIGHT] = ["0x0000000000000000", "0x000000000000000f", "0x00000000000000f0"] as const;

/** A, B and C are far from each other; E is a failure, M a model that is no good, X late, Q never drawn. */
const letters: Record<string, GroupEntry> = {
  A: SCORE,
  B: FAR,
  C: FARTHER,
  E: failures.ExecutionFailed,
  M: failures.InvalidModel,
  X: "late",
  Q: "queued",
  m: MIDDLE,
  l: LEFT,
  r: RIGHT,
};
const words = {
  GV: "GroupValidated",
  GR: "EndGroupRefund",
  IN: "EndInvalidated",
  AB: "EndAborted",
} as const;
type Word = keyof typeof words;

/** What three bring, and what becomes of each. */
const outcomes: Record<string, readonly [Word, Word, Word]> = {
  AAA: ["GV", "GR", "GR"],
  AAB: ["GV", "GR", "IN"],
  ABA: ["GV", "IN", "GR"],
  BAA: ["IN", "GV", "GR"],
  ABC: ["AB", "AB", "AB"],
  // A failure is contradicted by two that did not fail, and outvotes nobody.
  AAE: ["GV", "GR", "IN"],
  AEA: ["GV", "IN", "GR"],
  EAA: ["IN", "GV", "GR"],
  ABE: ["AB", "AB", "AB"],
  AEE: ["AB", "AB", "AB"],
  EAE: ["AB", "AB", "AB"],
  EEA: ["AB", "AB", "AB"],
  EEE: ["AB", "AB", "AB"],
  // What the application may be to blame for costs the node its pay only.
  AAM: ["GV", "GR", "AB"],
  MAA: ["AB", "GV", "GR"],
  AMM: ["AB", "AB", "AB"],
  // Who is not there says nothing.
  AAX: ["GV", "GR", "AB"],
  AXA: ["GV", "AB", "GR"],
  ABX: ["AB", "AB", "AB"],
  AEX: ["AB", "AB", "AB"],
  AXX: ["AB", "AB", "AB"],
  AAQ: ["GV", "GR", "AB"],
  AQA: ["GV", "AB", "GR"],
  AQQ: ["AB", "AB", "AB"],
  EQQ: ["AB", "AB", "AB"],
  // One that is near both of the others slashes neither, in whatever order.
  mlr: ["GV", "GR", "GR"],
  lmr: ["GR", "GV", "GR"],
  lrm: ["GR", "GR", "GV"],
};

async function fixture(): Promise<InferenceSuite> {
  return deployInference(connection, { sampling: { samplingModulus: 2 } });
}

/** What a task's node could lose; nothing where there is none. */
async function stakeOf({ market, registry }: InferenceSuite, { id }: TestTask): Promise<bigint> {
  const { node } = await market.taskOf(id);
  return node === 0n ? 0n : registry.slashableOf(node);
}

describe("InferenceMarket: what becomes of three", () => {
  for (const [entries, expected] of Object.entries(outcomes)) {
    it(`${[...entries].join(" ")}: ${expected.join(" ")}`, async () => {
      const suite = await networkHelpers.loadFixture(fixture);
      const { market, escrow, native } = suite;
      const [first, second, third] = [...entries].map((letter) => letters[letter]!);
      const tasks = await playGroup(suite, [first!, second!, third!]);
      const stakes = await Promise.all(tasks.map((task) => stakeOf(suite, task)));

      await validateGroup(suite, tasks);

      expect(await storedStatuses(suite, tasks)).to.deep.equal(expected.map((word) => words[word]));
      const open = expected.filter((word) => word === "GV").length;
      expect(await escrow.heldBy(market, native)).to.equal(BigInt(open) * fee);
      for (const [index, task] of tasks.entries()) {
        const lost = stakes[index]! - (await stakeOf(suite, task));
        expect(lost).to.equal(expected[index] === "IN" ? SLASHED : 0n);
      }
    });
  }
});
