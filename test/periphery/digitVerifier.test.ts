import { readFileSync } from "node:fs";

import { expect } from "chai";
import { AbiCoder, id, toBeHex, ZeroHash } from "ethers";
import { network } from "hardhat";
import * as snarkjs from "snarkjs";

import { readManifest } from "../../scripts/circuits/circuitManifest.ts";
import { loadShrunkDigits } from "../../scripts/models/loadShrunkDigits.ts";
import type { DigitModel } from "../../sdk/digits/digitModel.ts";
import { digitSignals } from "../../sdk/digits/digitSignals.ts";
import { encodeVerifyingKey } from "../../sdk/proofs/encodeVerifyingKey.ts";
import { proveCircuit } from "../../sdk/proofs/proveCircuit.ts";
import { DigitVerifier__factory, Groth16Verifier__factory } from "../../typechain-types/index.ts";
import { readCircuitFiles } from "../helpers/readCircuitFiles.ts";

const { ethers, networkHelpers } = await network.create();
const { loadFixture } = networkHelpers;
const model = JSON.parse(readFileSync("circuits/models/digits.json", "utf8")) as DigitModel;
const digit = loadShrunkDigits().heldOut[700]!;
const context = id("chain, market, task and runner");

async function deployProven() {
  const [deployer] = await ethers.getSigners();
  const groth16 = await new Groth16Verifier__factory(deployer).deploy();
  const files = readCircuitFiles("inference-mlp");
  await groth16.register(encodeVerifyingKey(await snarkjs.zKey.exportVerificationKey(files.zkey)));
  const { keyId } = readManifest().circuits["inference-mlp"]!;
  const verifier = await new DigitVerifier__factory(deployer).deploy(groth16, keyId);

  const signals = digitSignals({ model, pixels: digit.pixels, context: BigInt(context) });
  const { inputs, proof } = await proveCircuit({ signals, ...files });
  const { modelHash, inputHash } = signals;
  const encode = (first: bigint, second: bigint) =>
    AbiCoder.defaultAbiCoder().encode(["uint256", "uint256", "uint256[8]"], [first, second, proof]);
  return {
    ...{ verifier, groth16, keyId, inputs, proof, modelHash, inputHash, encode },
    termsHash: await verifier.termsHashOf(modelHash, inputHash),
    result: toBeHex(signals.class, 32),
    encoded: encode(modelHash, inputHash),
  };
}

describe("DigitVerifier", function () {
  this.timeout(120_000);

  it("takes the runner's own proof of what the model said", async () => {
    const { verifier, termsHash, result, encoded, groth16, keyId, inputs, proof } = await loadFixture(deployProven);
    expect(await groth16.verify(keyId, inputs, proof)).to.be.true;
    expect(await verifier.verify(termsHash, context, result, encoded)).to.be.true;
    expect(BigInt(result)).to.equal(BigInt(digit.label));
  });

  it("refuses a runner who resends another's proof", async () => {
    const { verifier, termsHash, result, encoded } = await loadFixture(deployProven);
    expect(await verifier.verify(termsHash, id("another runner"), result, encoded)).to.be.false;
  });

  it("refuses another digit, and a result of another length", async () => {
    const { verifier, termsHash, result, encoded } = await loadFixture(deployProven);
    const others = [toBeHex((BigInt(result) + 1n) % 10n, 32), "0x", `${result}00`, result.slice(0, -2)];
    for (const other of others) expect(await verifier.verify(termsHash, context, other, encoded)).to.be.false;
  });

  it("refuses another model or input than the task's", async () => {
    const { verifier, result, encoded, encode, termsHash, modelHash, inputHash } = await loadFixture(deployProven);
    expect(await verifier.verify(ZeroHash, context, result, encoded)).to.be.false;
    for (const other of [encode(modelHash + 1n, inputHash), encode(modelHash, inputHash + 1n)]) {
      expect(await verifier.verify(termsHash, context, result, other)).to.be.false;
    }
    const otherTerms = await verifier.termsHashOf(modelHash, inputHash + 1n);
    expect(await verifier.verify(otherTerms, context, result, encode(modelHash, inputHash + 1n))).to.be.false;
  });

  it("refuses a proof that is cut off, too long, or not there", async () => {
    const { verifier, termsHash, result, encoded } = await loadFixture(deployProven);
    for (const other of ["0x", encoded.slice(0, -2), `${encoded}00`]) {
      expect(await verifier.verify(termsHash, context, result, other)).to.be.false;
    }
  });
});
