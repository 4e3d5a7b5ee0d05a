import { readFileSync } from "node:fs";

import { expect } from "chai";
import { getBytes, toBeHex } from "ethers";
import { network } from "hardhat";
import * as snarkjs from "snarkjs";

import { readManifest } from "../../scripts/circuits/circuitManifest.ts";
import { readSnarkjsKey } from "../../scripts/circuits/readSnarkjsKey.ts";
import { loadShrunkDigits } from "../../scripts/models/loadShrunkDigits.ts";
import { encryptionPublicKey } from "../../sdk/cipher/encryptionPublicKey.ts";
import { uploadSignals } from "../../sdk/cipher/uploadSignals.ts";
import type { DigitModel } from "../../sdk/digits/digitModel.ts";
import { digitSignals } from "../../sdk/digits/digitSignals.ts";
import { encodeProof } from "../../sdk/proofs/encodeProof.ts";
import { encodeVerifyingKey } from "../../sdk/proofs/encodeVerifyingKey.ts";
import { Groth16Verifier__factory } from "../../typechain-types/index.ts";
import { encryptBytes } from "../helpers/encryptBytes.ts";
import { type Claim, mutateProof } from "../helpers/mutateProof.ts";
import { createRandom } from "../helpers/random.ts";
import { readCircuitFiles } from "../helpers/readCircuitFiles.ts";

const { ethers } = await network.create();
const MUTATIONS = 2_000;
const CLAIMS = 4;
const random = createRandom("mutated proofs");

/** Signals of each circuit, different in each round. */
const signalsOf = { "result-upload": uploadOf, "inference-mlp": digitOf } as const;
type CircuitName = keyof typeof signalsOf;
const names = Object.keys(signalsOf) as CircuitName[];

if (process.env.MUSTER_DEEP === "1") describe("real proofs, mutated", tests);

function tests(this: Mocha.Suite): void {
  this.timeout(1_800_000);

  it(`count for the contract in ${MUTATIONS} cases as they do for snarkjs`, async () => {
    const [deployer] = await ethers.getSigners();
    const verifier = await new Groth16Verifier__factory(deployer).deploy();
    const circuits = [];
    for (const name of names) {
      const key = readSnarkjsKey(name);
      await verifier.register(encodeVerifyingKey(key));
      circuits.push({ key, keyId: readManifest().circuits[name]!.keyId, claims: await proveSome(name) });
    }

    let held = 0;
    for (let round = 0; round < MUTATIONS; round++) {
      const { key, keyId, claims } = random.pick(circuits);
      const { inputs, proof } = mutateProof(random.pick(claims), random.pick(claims), random);
      const written = { ...proof, protocol: "groth16", curve: "bn128" };
      const theirs = await snarkjs.groth16.verify(key, inputs.map(String), written);
      const ours = await verifier.verify(keyId, [...inputs], encodeProof(proof));
      expect(ours, JSON.stringify({ round, keyId, inputs: inputs.map(String), proof })).to.equal(theirs);
      held += Number(ours);
    }
    // Both answers were given often.
    expect(Math.min(held, MUTATIONS - held)).to.be.greaterThan(MUTATIONS / 10);
  });
}

async function proveSome(name: CircuitName): Promise<Claim[]> {
  const { wasm, zkey } = readCircuitFiles(name);
  const claims: Claim[] = [];
  for (let round = 0; round < CLAIMS; round++) {
    const signals = (await signalsOf[name](round)) as unknown as Record<string, unknown>;
    const { proof, publicSignals } = await snarkjs.groth16.fullProve(signals, wasm, zkey);
    claims.push({ inputs: publicSignals.map(BigInt), proof });
  }
  return claims;
}

async function uploadOf(round: number) {
  const bytes = getBytes(random.bytes(1_000));
  const applicationKey = encryptionPublicKey(toBeHex(random.bits(240), 32));
  const { upload } = await encryptBytes(bytes, { applicationKey, context: random.bits(250) });
  const index = round % upload.chunkCount;
  return uploadSignals({ upload, index, chunk: bytes.subarray(index * 496, (index + 1) * 496) });
}

async function digitOf(round: number) {
  const model = JSON.parse(readFileSync("circuits/models/digits.json", "utf8")) as DigitModel;
  const { pixels } = loadShrunkDigits().heldOut[100 * round]!;
  return digitSignals({ model, pixels, context: random.bits(250) });
}
