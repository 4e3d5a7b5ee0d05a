import { bn254 } from "@noble/curves/bn254.js";
import { expect } from "chai";
import { getCreate2Address, ZeroHash } from "ethers";
import { network } from "hardhat";
import * as snarkjs from "snarkjs";

import { simulateKey } from "../../scripts/circuits/simulateKey.ts";
import { encodeProof } from "../../sdk/proofs/encodeProof.ts";
import { encodeVerifyingKey } from "../../sdk/proofs/encodeVerifyingKey.ts";
import type { Groth16Proof } from "../../sdk/proofs/groth16Proof.ts";
import { keyIdOf } from "../../sdk/proofs/keyIdOf.ts";
import type { SnarkjsProof } from "../../sdk/proofs/snarkjsProof.ts";
import type { VerifyingKey } from "../../sdk/proofs/verifyingKey.ts";
import { Groth16Verifier__factory } from "../../typechain-types/index.ts";
import { mutateProof } from "../helpers/mutateProof.ts";
import { createRandom } from "../helpers/random.ts";

const connection = await network.create();
const { ethers, networkHelpers } = connection;
const { loadFixture } = networkHelpers;

const R = bn254.fields.Fr.ORDER;
const Q = bn254.fields.Fp.ORDER;
const random = createRandom("groth16");
const draw = () => random.between(1n, R - 1n);
const inputsOf = (count: number) => Array.from({ length: count }, draw);
/** What a refused proof costs at most: twice the price of every precompile. */
const MOST_GAS = 450_000n;
/** How many proofs are mutated and compared with snarkjs. */
const MUTATIONS = process.env.MUSTER_DEEP === "1" ? 2_000 : 60;

const circuits = [0, 1, 2, 4].map((inputCount) => {
  const { key, prove } = simulateKey(inputCount, draw);
  const encoded = encodeVerifyingKey(key);
  return { inputCount, key, prove, encoded, keyId: keyIdOf(encoded) };
});
const [, single, double] = circuits as [(typeof circuits)[0], (typeof circuits)[0], (typeof circuits)[0]];

async function deployVerifier() {
  const [deployer] = await ethers.getSigners();
  const verifier = await new Groth16Verifier__factory(deployer).deploy();
  for (const { encoded } of circuits) await verifier.register(encoded);
  return { verifier };
}

/** Good proofs of one circuit with their inputs. */
function makeBatch({ prove, inputCount }: (typeof circuits)[0], count: number) {
  const inputs = Array.from({ length: count }, () => inputsOf(inputCount));
  return { inputs, proofs: inputs.map((row) => encodeProof(prove(row))) };
}

/** What is left of gas is less than what was given, and something is needed. */
const isBelow = (limit: bigint) => (left: bigint) => left < limit;
const isAbove = (limit: bigint) => (needed: bigint) => needed > limit;

describe("Groth16Verifier", () => {
  describe("register", () => {
    it("writes a page whose address follows from the key's id, and says so", async () => {
      const { verifier } = await loadFixture(deployVerifier);
      const encoded = encodeVerifyingKey(simulateKey(3, draw).key);
      const keyId = keyIdOf(encoded);
      await expect(verifier.register(encoded)).to.emit(verifier, "Groth16KeyRegistered").withArgs(keyId, 3n);
      const page = getCreate2Address(await verifier.getAddress(), ZeroHash, keyId);
      expect((await ethers.provider.getCode(page)).length).to.equal(2 + 2 * (513 + 3 * 64));
      expect(await verifier.inputCountOf(keyId)).to.equal(3n);
      expect(await verifier.keyIdOf(encoded)).to.equal(keyId);
    });

    it("writes a key once", async () => {
      const { verifier } = await loadFixture(deployVerifier);
      await expect(verifier.register(single.encoded)).to.not.emit(verifier, "Groth16KeyRegistered");
      expect(await verifier.register.staticCall(single.encoded)).to.equal(single.keyId);
    });

    const { alpha, beta, gamma, delta, terms } = single.encoded;
    const [one, two] = terms as [[bigint, bigint], [bigint, bigint]];
    const offG1: [bigint, bigint] = [1n, 1n];
    const offG2: VerifyingKey["beta"] = [1n, 1n, 1n, 1n];
    const outside = outsideG2();
    const nothing: VerifyingKey["beta"] = [0n, 0n, 0n, 0n];
    const malformed: [string, Partial<VerifyingKey>, bigint][] = [
      ["alpha off the curve", { alpha: offG1 }, 0n],
      ["alpha at infinity", { alpha: [0n, 0n] }, 0n],
      ["alpha with a coordinate outside the field", { alpha: [alpha[0] + Q, alpha[1]] }, 0n],
      ["beta off the curve", { beta: offG2 }, 1n],
      ["gamma off the curve", { gamma: offG2 }, 1n],
      ["delta off the curve", { delta: offG2 }, 1n],
      ["beta outside the subgroup", { beta: outside }, 1n],
      ["gamma outside the subgroup", { gamma: outside }, 1n],
      ["delta outside the subgroup", { delta: outside }, 1n],
      ["beta at infinity", { beta: nothing }, 1n],
      ["gamma at infinity", { gamma: nothing }, 1n],
      ["delta at infinity", { delta: nothing }, 1n],
      ["beta with its parts swapped", { beta: [beta[1], beta[0], beta[3], beta[2]] }, 1n],
      ["gamma with a coordinate outside the field", { gamma: [gamma[0] + Q, gamma[1], gamma[2], gamma[3]] }, 1n],
      ["delta with a wrong sign in one part", { delta: [delta[0], delta[1], delta[2], Q - delta[3]] }, 1n],
      ["no terms", { terms: [] }, 2n],
      ["a constant term off the curve", { terms: [offG1, two] }, 2n],
      ["a term off the curve", { terms: [one, offG1] }, 3n],
      ["a term at infinity", { terms: [one, [0n, 0n]] }, 3n],
    ];
    for (const [what, change, part] of malformed) {
      it(`reverts on ${what}`, async () => {
        const { verifier } = await loadFixture(deployVerifier);
        await expect(verifier.register({ ...single.encoded, ...change }))
          .to.be.revertedWithCustomError(verifier, "Groth16KeyMalformed")
          .withArgs(part);
      });
    }

    it("reverts on more terms than a page can hold", async () => {
      const { verifier } = await loadFixture(deployVerifier);
      const many = Array.from({ length: 377 }, () => one);
      await expect(verifier.register({ ...single.encoded, terms: many }))
        .to.be.revertedWithCustomError({ interface: codePageErrors }, "CodePageNotWritten")
        .withArgs(448n + 377n * 64n);
    });
  });

  describe("verify", () => {
    for (const { inputCount, key, prove, keyId } of circuits) {
      it(`says yes to a good proof with ${inputCount} inputs, as snarkjs does`, async () => {
        const { verifier } = await loadFixture(deployVerifier);
        const inputs = inputsOf(inputCount);
        const proof = prove(inputs);
        expect(await snarkjs.groth16.verify(key, inputs.map(String), snarkjsProof(proof))).to.be.true;
        expect(await verifier.verify(keyId, inputs, encodeProof(proof))).to.be.true;
      });
    }

    it("takes the smallest and the largest inputs of the field", async () => {
      const { verifier } = await loadFixture(deployVerifier);
      for (const inputs of [
        [0n, R - 1n],
        [R - 1n, 0n],
        [0n, 0n],
      ]) {
        expect(await verifier.verify(double.keyId, inputs, encodeProof(double.prove(inputs)))).to.be.true;
      }
    });

    it("says no to inputs outside the field, though they are congruent to the proven ones", async () => {
      const { verifier } = await loadFixture(deployVerifier);
      const inputs = [5n, 7n];
      const proof = encodeProof(double.prove(inputs));
      for (const [at, other] of [
        [0, 5n + R],
        [1, 7n + R],
        [0, 5n + 2n * R],
        [1, 2n ** 256n - 1n],
      ] as const) {
        expect(await verifier.verify(double.keyId, inputs.with(at, other), proof)).to.be.false;
      }
    });

    const inputs = inputsOf(2);
    const good = encodeProof(double.prove(inputs));
    for (const [what, proof] of badProofs(good)) {
      it(`says no to ${what}, at a bounded price`, async () => {
        const { verifier } = await loadFixture(deployVerifier);
        expect(await verifier.verify(double.keyId, inputs, proof)).to.be.false;
        expect((await verifier.verify.estimateGas(double.keyId, inputs, proof)) < MOST_GAS).to.be.true;
      });
    }

    it("says no to another statement's proof, and to inputs in another order", async () => {
      const { verifier } = await loadFixture(deployVerifier);
      expect(await verifier.verify(double.keyId, inputs.toReversed(), good)).to.be.false;
      expect(await verifier.verify(double.keyId, inputs, encodeProof(double.prove(inputsOf(2))))).to.be.false;
    });

    it("says no to a proof of another circuit", async () => {
      const { verifier } = await loadFixture(deployVerifier);
      const other = encodeVerifyingKey(simulateKey(2, draw).key);
      await verifier.register(other);
      expect(await verifier.verify(keyIdOf(other), inputs, good)).to.be.false;
    });

    it("reverts when nobody registered the key, a proof of zeros included", async () => {
      const { verifier } = await loadFixture(deployVerifier);
      const nothing: Groth16Proof = [0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n];
      await expect(verifier.verify(ZeroHash, [], nothing))
        .to.be.revertedWithCustomError(verifier, "Groth16KeyUnknown")
        .withArgs(ZeroHash);
      await expect(verifier.inputCountOf(ZeroHash))
        .to.be.revertedWithCustomError(verifier, "Groth16KeyUnknown")
        .withArgs(ZeroHash);
    });

    it("reverts when there are more or fewer inputs than the circuit has", async () => {
      const { verifier } = await loadFixture(deployVerifier);
      for (const count of [0, 1, 3]) {
        await expect(verifier.verify(double.keyId, inputsOf(count), good))
          .to.be.revertedWithCustomError(verifier, "Groth16InputCountWrong")
          .withArgs(double.keyId, BigInt(count), 2n);
      }
    });

    it("reverts, rather than says no, when there is too little gas for a good proof", async () => {
      const { verifier } = await loadFixture(deployVerifier);
      for (const gasLimit of [60_000n, 120_000n, 200_000n, 215_000n]) {
        await expect(verifier.verify(double.keyId, inputs, good, { gasLimit }))
          .to.be.revertedWithCustomError(verifier, "Groth16GasShort")
          .withArgs(isBelow(gasLimit), isAbove(0n));
      }
    });

    it(`agrees with snarkjs on ${MUTATIONS} mutated proofs`, async function () {
      this.timeout(600_000);
      const { verifier } = await loadFixture(deployVerifier);
      for (let round = 0; round < MUTATIONS; round++) {
        const { key, keyId, inputCount, prove } = random.pick(circuits);
        const row = inputsOf(inputCount);
        const other = inputsOf(inputCount);
        const claim = { inputs: row, proof: prove(row) };
        const { inputs: statement, proof } = mutateProof(claim, { inputs: other, proof: prove(other) }, random);
        const theirs = await snarkjs.groth16.verify(key, statement.map(String), snarkjsProof(proof));
        const ours = await verifier.verify(keyId, [...statement], encodeProof(proof));
        expect(ours, JSON.stringify({ round, statement: statement.map(String), proof })).to.equal(theirs);
      }
    });
  });

  describe("verifyBatch", () => {
    for (const circuit of circuits) {
      it(`says yes to good proofs with ${circuit.inputCount} inputs, one or many`, async () => {
        const { verifier } = await loadFixture(deployVerifier);
        for (const count of [1, 2, 3, 32]) {
          const { inputs, proofs } = makeBatch(circuit, count);
          expect(await verifier.verifyBatch(circuit.keyId, inputs, proofs), `${count} proofs`).to.be.true;
        }
      });
    }

    it("says no when one of 32 is bad, whichever it is and whatever is wrong with it", async function () {
      this.timeout(300_000);
      const { verifier } = await loadFixture(deployVerifier);
      const { inputs, proofs } = makeBatch(double, 32);
      for (const at of [0, 15, 31]) {
        for (const [what, bad] of badProofs(proofs[at]!)) {
          const batch = proofs.with(at, bad);
          expect(await verifier.verifyBatch(double.keyId, inputs, batch), `${what} at ${at}`).to.be.false;
        }
        for (const row of [
          [inputs[at]![0]!, inputs[at]![1]! + 1n],
          [inputs[at]![0]!, inputs[at]![1]! + R],
        ]) {
          expect(await verifier.verifyBatch(double.keyId, inputs.with(at, row), proofs)).to.be.false;
        }
      }
    });

    it("says no to proofs in another order than their inputs", async () => {
      const { verifier } = await loadFixture(deployVerifier);
      const { inputs, proofs } = makeBatch(double, 4);
      expect(await verifier.verifyBatch(double.keyId, inputs, proofs.toReversed())).to.be.false;
      expect(await verifier.verifyBatch(double.keyId, inputs.toReversed(), proofs.toReversed())).to.be.true;
    });

    it("says no when two proofs swap their C, whose plain sum stays what it was", async () => {
      const { verifier } = await loadFixture(deployVerifier);
      const { inputs, proofs } = makeBatch(double, 3);
      const [first, second, third] = proofs as [Groth16Proof, Groth16Proof, Groth16Proof];
      const swapped = [withC(first, second), withC(second, first), third];
      expect(await verifier.verifyBatch(double.keyId, inputs, swapped)).to.be.false;
    });

    it("says no when what one input gains another loses, whose plain sum stays what it was", async () => {
      const { verifier } = await loadFixture(deployVerifier);
      const { inputs, proofs } = makeBatch(single, 2);
      const shifted = [[(inputs[0]![0]! + 5n) % R], [(inputs[1]![0]! + R - 5n) % R]];
      expect(await verifier.verifyBatch(single.keyId, shifted, proofs)).to.be.false;
    });

    it("says no to a batch with another circuit's proof in it", async () => {
      const { verifier } = await loadFixture(deployVerifier);
      const stranger = simulateKey(2, draw);
      const { inputs, proofs } = makeBatch(double, 3);
      const mixed = proofs.with(1, encodeProof(stranger.prove(inputs[1]!)));
      expect(await verifier.verifyBatch(double.keyId, inputs, mixed)).to.be.false;
    });

    it("takes the same proof twice", async () => {
      const { verifier } = await loadFixture(deployVerifier);
      const { inputs, proofs } = makeBatch(double, 1);
      const twice = [inputs[0]!, inputs[0]!];
      expect(await verifier.verifyBatch(double.keyId, twice, [proofs[0]!, proofs[0]!])).to.be.true;
    });

    it("reverts on an empty batch, and on rows that are not as many as proofs", async () => {
      const { verifier } = await loadFixture(deployVerifier);
      const { inputs, proofs } = makeBatch(double, 2);
      for (const [rows, given] of [
        [[], []],
        [inputs, proofs.slice(1)],
        [inputs.slice(1), proofs],
        [inputs, []],
      ] as const) {
        await expect(verifier.verifyBatch(double.keyId, [...rows], [...given]))
          .to.be.revertedWithCustomError(verifier, "Groth16BatchMismatched")
          .withArgs(BigInt(rows.length), BigInt(given.length));
      }
    });

    it("reverts when any row has more or fewer inputs than the circuit", async () => {
      const { verifier } = await loadFixture(deployVerifier);
      const { inputs, proofs } = makeBatch(double, 3);
      for (const at of [0, 1, 2]) {
        for (const row of [inputsOf(1), inputsOf(3)]) {
          await expect(verifier.verifyBatch(double.keyId, inputs.with(at, row), proofs))
            .to.be.revertedWithCustomError(verifier, "Groth16InputCountWrong")
            .withArgs(double.keyId, BigInt(row.length), 2n);
        }
      }
    });

    it("reverts when nobody registered the key", async () => {
      const { verifier } = await loadFixture(deployVerifier);
      const { inputs, proofs } = makeBatch(double, 2);
      await expect(verifier.verifyBatch(ZeroHash, inputs, proofs))
        .to.be.revertedWithCustomError(verifier, "Groth16KeyUnknown")
        .withArgs(ZeroHash);
    });

    it("reverts, rather than says no, when there is too little gas for good proofs", async () => {
      const { verifier } = await loadFixture(deployVerifier);
      const { inputs, proofs } = makeBatch(double, 8);
      for (const gasLimit of [150_000n, 400_000n, 560_000n]) {
        await expect(verifier.verifyBatch(double.keyId, inputs, proofs, { gasLimit }))
          .to.be.revertedWithCustomError(verifier, "Groth16GasShort")
          .withArgs(isBelow(gasLimit), isAbove(0n));
      }
    });
  });
});

const codePageErrors = new ethers.Interface(["error CodePageNotWritten(uint256 length)"]);

function snarkjsProof(proof: SnarkjsProof) {
  return { ...proof, protocol: "groth16", curve: "bn128" };
}

/** One that fails in each way a proof can. */
function badProofs(good: Groth16Proof): [string, Groth16Proof][] {
  const outside = outsideG2();
  return [
    ["zeros", [0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n]],
    ["A off the curve", withWord(good, 0, good[0] ^ 1n)],
    ["A with a coordinate outside the field", withWord(good, 0, good[0] + Q)],
    ["A negated", withWord(good, 1, Q - good[1])],
    ["A at infinity", [0n, 0n, ...good.slice(2)] as Groth16Proof],
    ["B off the curve", withWord(good, 2, good[2] ^ 1n)],
    ["B outside its group", [good[0], good[1], ...outside, good[6], good[7]]],
    ["B with its parts swapped", [good[0], good[1], good[3], good[2], good[5], good[4], good[6], good[7]]],
    ["C off the curve", withWord(good, 7, good[7] ^ 1n)],
    ["C with a coordinate outside the field", withWord(good, 7, good[7] + Q)],
    ["C negated", withWord(good, 7, Q - good[7])],
    ["C in the place of A", [good[6], good[7], ...good.slice(2)] as Groth16Proof],
  ];
}

function withWord(proof: Groth16Proof, at: number, word: bigint): Groth16Proof {
  return proof.with(at, word) as Groth16Proof;
}

function withC(proof: Groth16Proof, other: Groth16Proof): Groth16Proof {
  return [...proof.slice(0, 6), other[6], other[7]] as Groth16Proof;
}

/** A point on the curve of G2 that is not in the group: almost every one is. */
function outsideG2(): [bigint, bigint, bigint, bigint] {
  const { Fp2 } = bn254.fields;
  const b = bn254.G2.Point.CURVE().b;
  for (let c0 = 1n; ; c0++) {
    const x = Fp2.create({ c0, c1: 0n });
    const square = Fp2.add(Fp2.mul(Fp2.sqr(x), x), b);
    if (!Fp2.isValidNot0(square) || !isSquare(square)) continue;
    const y = Fp2.sqrt(square);
    return [x.c1, x.c0, y.c1, y.c0];
  }
}

function isSquare(value: { c0: bigint; c1: bigint }): boolean {
  const { Fp, Fp2 } = bn254.fields;
  return Fp2.eql(Fp2.pow(value, (Fp.ORDER ** 2n - 1n) / 2n), Fp2.ONE);
}
