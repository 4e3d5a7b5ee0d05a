import { expect } from "chai";
import type { Contract } from "ethers";
import { network } from "hardhat";

const { ethers, networkHelpers } = await network.create();

const GAS_LIMIT = 50_000n;
/** Gas for the question and what surrounds it. */
const CALL_OVERHEAD = 8_000n;
const OUTER_GAS = 10_000_000n;

async function deployJudge() {
  const harness = (await ethers.deployContract("BoundedCallHarness")) as unknown as Contract;
  const judge = (await ethers.deployContract("JudgeMock")) as unknown as Contract;
  const ask = async (name: string, args: readonly bigint[] = [], to: unknown = judge): Promise<Answer> => {
    const question = judge.interface.encodeFunctionData(name, args);
    const overrides = { gasLimit: OUTER_GAS };
    const [answer, used] = await harness.affirms!(to, GAS_LIMIT, question, overrides);
    return { answer, used, overOne: await harness.affirmsOverOne!(to, GAS_LIMIT, question, overrides) };
  };
  return { ask };
}

/** An answer, the gas it took, and the answer where the word 1 lay in memory before. */
interface Answer {
  readonly answer: boolean;
  readonly used: bigint;
  readonly overOne: boolean;
}

describe("BoundedCall", () => {
  const deploy = () => networkHelpers.loadFixture(deployJudge);

  describe("affirms", () => {
    const cases = [
      ["takes the word 1 for a yes", "say", [1n, 32n], true],
      ["reads the first word of a longer answer", "say", [1n, 96n], true],
      ["takes the word 0 for a no", "say", [0n, 32n], false],
      ["takes any other word for a no", "say", [2n, 32n], false],
      ["takes a word with a dirty high bit for a no", "say", [2n ** 255n + 1n, 32n], false],
      ["takes one byte too few for a no", "say", [1n, 31n], false],
      ["takes silence for a no", "say", [1n, 0n], false],
      ["takes a revert with the word 1 for a no", "refuse", [1n], false],
    ] as const;
    for (const [title, name, args, expected] of cases) {
      it(title, async () => {
        const { ask } = await deploy();
        const { answer, overOne } = await ask(name, args);
        expect([answer, overOne]).to.deep.equal([expected, expected]);
      });
    }

    it("takes an account without code for a no", async () => {
      const { ask } = await deploy();
      const [nobody] = await ethers.getSigners();
      const { answer, overOne } = await ask("say", [1n, 32n], nobody);
      expect([answer, overOne]).to.deep.equal([false, false]);
    });

    it("gives the judge the gas limit, and no more", async () => {
      const { ask } = await deploy();
      expect((await ask("affirmAbove", [GAS_LIMIT - 1_000n])).answer).to.equal(true);
      expect((await ask("affirmAbove", [GAS_LIMIT])).answer).to.equal(false);
    });

    it("takes a judge that burns its gas for a no, and loses no more than the limit", async () => {
      const { ask } = await deploy();
      const { answer, used } = await ask("burn");
      expect(answer).to.equal(false);
      expect(used).to.be.within(GAS_LIMIT, GAS_LIMIT + CALL_OVERHEAD);
    });

    it("does not pay for copying a long answer", async () => {
      const { ask } = await deploy();
      const { answer, used } = await ask("say", [1n, 100_000n]);
      expect(answer).to.equal(true);
      expect(used).to.be.below(GAS_LIMIT + CALL_OVERHEAD);
    });
  });
});
