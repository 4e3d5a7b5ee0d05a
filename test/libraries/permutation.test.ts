import { readFileSync } from "node:fs";

import { expect } from "chai";
import { network } from "hardhat";

import {
  PERMUTATION_MAX_SIZE,
  PermutationBadSeedError,
  PermutationOutOfRangeError,
  positionOf,
  seatAt,
} from "../../sdk/selection/permutation.ts";
import { createRandom } from "../helpers/random.ts";

const { ethers } = await network.create();

interface Vector {
  seed: string;
  size: string;
  position: string;
  seat: string;
}

const CASES = 3_000;
const vectors = JSON.parse(readFileSync(new URL("../vectors/permutation.json", import.meta.url), "utf8")) as Vector[];

describe("Permutation", () => {
  const deploy = () => ethers.deployContract("PermutationHarness");

  it("gives the golden vectors in both languages", async () => {
    const harness = await deploy();
    const seeds = vectors.map(({ seed }) => seed);
    const sizes = vectors.map(({ size }) => BigInt(size));
    const positions = vectors.map(({ position }) => BigInt(position));
    const seats = vectors.map(({ seat }) => BigInt(seat));

    expect(seeds.map((seed, i) => seatAt(seed, sizes[i]!, positions[i]!))).to.deep.equal(seats);
    expect(seeds.map((seed, i) => positionOf(seed, sizes[i]!, seats[i]!))).to.deep.equal(positions);
    expect([...(await harness.getFunction("seatsAt")(seeds, sizes, positions))]).to.deep.equal(seats);
    expect([...(await harness.getFunction("positionsOf")(seeds, sizes, seats))]).to.deep.equal(positions);
  });

  it(`agrees with Solidity on ${CASES} random cases, both ways`, async () => {
    const harness = await deploy();
    const random = createRandom("permutation");
    for (let done = 0; done < CASES; done += 500) {
      const seeds = Array.from({ length: 500 }, () => random.bytes(32));
      const sizes = seeds.map(() => random.between(1n, 2n ** random.between(0n, 32n)));
      const indices = sizes.map((size) => random.between(0n, size - 1n));

      const seats = [...(await harness.getFunction("seatsAt")(seeds, sizes, indices))];
      const positions = [...(await harness.getFunction("positionsOf")(seeds, sizes, indices))];

      expect(seeds.map((seed, i) => seatAt(seed, sizes[i]!, indices[i]!))).to.deep.equal(seats);
      expect(seeds.map((seed, i) => positionOf(seed, sizes[i]!, indices[i]!))).to.deep.equal(positions);
    }
  });

  it("agrees with Solidity around every kind of square", async () => {
    const harness = await deploy();
    const roots = [1n, 2n, 3n, 4n, 5n, 15n, 16n, 17n, 255n, 256n, 257n, 4_095n, 46_341n, 65_535n, 65_536n];
    const sizes = roots
      .flatMap((root) => [root ** 2n - 1n, root ** 2n, root ** 2n + 1n])
      .filter((size) => size > 0n && size <= PERMUTATION_MAX_SIZE);
    const seeds = sizes.map((size) => ethers.id(`square ${size}`));
    const last = sizes.map((size) => size - 1n);

    const seats = [...(await harness.getFunction("seatsAt")(seeds, sizes, last))];
    expect(seeds.map((seed, i) => seatAt(seed, sizes[i]!, last[i]!))).to.deep.equal(seats);
    expect(seeds.map((seed, i) => positionOf(seed, sizes[i]!, seats[i]!))).to.deep.equal(last);
  });

  describe("out of range", () => {
    const outside = [
      { index: 0n, size: 0n },
      { index: 5n, size: 5n },
      { index: 2n ** 256n - 1n, size: 5n },
      { index: 0n, size: PERMUTATION_MAX_SIZE + 1n },
    ];
    for (const { index, size } of outside) {
      it(`refuses index ${index} of ${size} in both languages`, async () => {
        const harness = await deploy();
        const seed = ethers.ZeroHash;
        await expect(harness.getFunction("seatAt")(seed, size, index))
          .to.be.revertedWithCustomError(harness, "PermutationOutOfRange")
          .withArgs(index, size);
        await expect(harness.getFunction("positionOf")(seed, size, index))
          .to.be.revertedWithCustomError(harness, "PermutationOutOfRange")
          .withArgs(index, size);
        expect(() => seatAt(seed, size, index)).to.throw(PermutationOutOfRangeError);
        expect(() => positionOf(seed, size, index)).to.throw(PermutationOutOfRangeError);
      });
    }

    it("refuses a negative index and a bad seed, which Solidity cannot be given", () => {
      expect(() => seatAt(ethers.ZeroHash, 5n, -1n)).to.throw(PermutationOutOfRangeError);
      expect(() => seatAt("0x1234", 5n, 1n)).to.throw(PermutationBadSeedError);
    });
  });
});
