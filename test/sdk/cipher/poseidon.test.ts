import { grainGenConstants, poseidon } from "@noble/curves/abstract/poseidon.js";
import { bn254 } from "@noble/curves/bn254.js";
import { expect } from "chai";
import * as reference from "poseidon-lite";

import { FIELD_ORDER } from "../../../sdk/cipher/fieldOrder.ts";
import { hashPoseidon } from "../../../sdk/cipher/hashPoseidon.ts";
import { permutePoseidon } from "../../../sdk/cipher/permutePoseidon.ts";
import { createRandom } from "../../helpers/random.ts";

type Hash = (inputs: bigint[], outputs?: number) => bigint | bigint[];

const random = createRandom("poseidon");
const drawWords = (count: number) => Array.from({ length: count }, () => random.bits(256) % FIELD_ORDER);
const hashes = reference as unknown as Record<string, Hash>;

describe("sdk/cipher Poseidon", () => {
  for (let count = 1; count <= 16; count++) {
    it(`hashes ${count} words as circomlib does`, () => {
      const edges = [Array.from({ length: count }, () => 0n), Array.from({ length: count }, () => FIELD_ORDER - 1n)];
      for (const inputs of [...edges, drawWords(count), drawWords(count)]) {
        expect(hashPoseidon(inputs)).to.equal(hashes[`poseidon${count}`]!(inputs));
      }
    });
  }

  it("permutes with a capacity that is not zero as a plain implementation does", () => {
    const shape = { Fp: bn254.fields.Fr, t: 9, roundsFull: 8, roundsPartial: 63, sboxPower: 5 };
    const plain = poseidon({ ...shape, ...grainGenConstants(shape) });
    for (const state of [drawWords(9), drawWords(9)]) expect(permutePoseidon(state)).to.deep.equal(plain(state));
  });

  it("gives all sixteen outputs that circomlib gives", () => {
    const inputs = drawWords(16);
    expect(permutePoseidon([0n, ...inputs]).slice(0, 16)).to.deep.equal(hashes.poseidon16!(inputs, 16));
  });
});
