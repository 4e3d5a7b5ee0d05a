import { expect } from "chai";
import { type BaseContract, concat, Interface, toBeHex } from "ethers";
import { network } from "hardhat";

import { aggregateKeys } from "../../sdk/bls/aggregateKeys.ts";
import { bitmapOf } from "../../sdk/committee/bitmapOf.ts";
import { SEATS_PER_PAGE } from "../../sdk/committee/seatsPerPage.ts";
import { publicKeyOf, testSecret } from "../helpers/blsSigners.ts";
import { offCurveG2 } from "../helpers/strayPoints.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture } = networkHelpers;

const keys = Array.from({ length: SEATS_PER_PAGE }, (_, seat) => publicKeyOf(testSecret(seat)));
const INFINITY = `0x${"00".repeat(192)}`;
/** What one seat more in a sum costs at most; adding alone is 600. */
const SEAT_GAS = 1_150n;
const G2_ADD = 0x0dn;

/** The functions of the harness that tests call. */
type Harness = BaseContract & {
  write: ((keys: string) => Promise<unknown>) & { staticCall(keys: string): Promise<string> };
  sum(page: string, set: bigint): Promise<[bigint[], bigint, bigint]>;
};

/** A full page. */
async function deployPage() {
  const harness = (await ethers.deployContract("CommitteePageHarness")) as unknown as Harness;
  return { harness, page: await write(harness, keys) };
}

async function write(harness: Harness, written: readonly string[]): Promise<string> {
  const page = await harness.write.staticCall(concat(written));
  await harness.write(concat(written));
  return page;
}

/** Coordinates as the precompiles have them, without the padding. */
const unpad = (limbs: readonly bigint[]) =>
  concat([0, 2, 4, 6].map((at) => concat([toBeHex(limbs[at]!, 16), toBeHex(limbs[at + 1]!, 32)])));

describe("CommitteePage", () => {
  describe("sumSeats", () => {
    const sets: readonly (readonly number[])[] = [[0], [116], [0, 116], [3, 4, 5], keys.map((_, seat) => seat)];
    for (const seats of sets) {
      it(`adds up ${seats.length} seats from ${seats[0]}`, async () => {
        const { harness, page } = await loadFixture(deployPage);
        const [limbs, power] = await harness.sum(page, bitmapOf(seats));
        expect(unpad(limbs)).to.equal(aggregateKeys(seats.map((seat) => keys[seat]!)));
        expect(power).to.equal(seats.reduce((total, seat) => total + BigInt(seat + 1), 0n));
      });
    }

    it("leaves a sum alone when there is nothing to add", async () => {
      const { harness, page } = await loadFixture(deployPage);
      const [limbs, power] = await harness.sum(page, 0n);
      expect([unpad(limbs), power]).to.deep.equal([INFINITY, 0n]);
    });

    it("costs little more than adding", async () => {
      const { harness, page } = await loadFixture(deployPage);
      const [, , one] = await harness.sum(page, 1n);
      const [, , all] = await harness.sum(page, bitmapOf(keys.map((_, seat) => seat)));
      expect((all - one) / BigInt(SEATS_PER_PAGE - 1)).to.be.below(SEAT_GAS);
    });

    it("reverts when a key on the page is no point", async () => {
      const { harness } = await loadFixture(deployPage);
      const page = await write(harness, [keys[0]!, offCurveG2]);
      expect((await harness.sum(page, 0b01n))[1]).to.equal(1n);
      const errors = new Interface(["error Bls12381PrecompileFailed(uint256 precompile)"]);
      await expect(harness.sum(page, 0b11n))
        .to.be.revertedWithCustomError({ interface: errors }, "Bls12381PrecompileFailed")
        .withArgs(G2_ADD);
    });
  });
});
