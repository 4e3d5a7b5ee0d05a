import { expect } from "chai";
import { getBytes, toBeHex } from "ethers";
import { network } from "hardhat";
import * as snarkjs from "snarkjs";

import { readManifest } from "../../scripts/circuits/circuitManifest.ts";
import { decryptResult } from "../../sdk/cipher/decryptResult.ts";
import { encryptionPublicKey } from "../../sdk/cipher/encryptionPublicKey.ts";
import { treeShape } from "../../sdk/cipher/treeShape.ts";
import { uploadSignals } from "../../sdk/cipher/uploadSignals.ts";
import { encodeVerifyingKey } from "../../sdk/proofs/encodeVerifyingKey.ts";
import { keyIdOf } from "../../sdk/proofs/keyIdOf.ts";
import { proveCircuit } from "../../sdk/proofs/proveCircuit.ts";
import { Groth16Verifier__factory } from "../../typechain-types/index.ts";
import { collectBytes } from "../helpers/collectBytes.ts";
import { encryptBytes } from "../helpers/encryptBytes.ts";
import { createRandom } from "../helpers/random.ts";
import { readCircuitFiles } from "../helpers/readCircuitFiles.ts";

const { ethers, networkHelpers } = await network.create();
const { loadFixture } = networkHelpers;
const random = createRandom("proven uploads");
const secretKey = toBeHex(random.bits(240), 32);
const applicationKey = encryptionPublicKey(secretKey);
const context = random.bits(250);
const bytes = getBytes(random.bytes(5_000));
const { publicSignals, keyId } = readManifest().circuits["result-upload"]!;

/** Two chunks of one upload proven, and the verifier that knows the circuit's key. */
async function deployProven() {
  const [deployer] = await ethers.getSigners();
  const verifier = await new Groth16Verifier__factory(deployer).deploy();
  const files = readCircuitFiles("result-upload");
  const key = encodeVerifyingKey(await snarkjs.zKey.exportVerificationKey(files.zkey));
  await verifier.register(key);

  const { ciphertext, upload } = await encryptBytes(bytes, { applicationKey, context });
  const prove = async (index: number) => {
    const chunk = bytes.subarray(index * treeShape.chunkBytes, (index + 1) * treeShape.chunkBytes);
    const signals = uploadSignals({ upload, index, chunk });
    return { signals, ...(await proveCircuit({ signals, ...files })) };
  };
  return { verifier, key, ciphertext, upload, first: await prove(2), second: await prove(10) };
}

describe("circuits/result-upload on chain", function () {
  this.timeout(300_000);

  it("has the key that the manifest names", async () => {
    const { verifier, key } = await loadFixture(deployProven);
    expect(keyIdOf(key)).to.equal(keyId);
    expect(await verifier.inputCountOf(keyId)).to.equal(BigInt(publicSignals.length));
  });

  it("has its public inputs in the order of the manifest", async () => {
    const { first } = await loadFixture(deployProven);
    const { signals, inputs } = first;
    const named: Record<string, bigint> = Object.fromEntries(
      Object.entries(signals).flatMap(([name, value]) =>
        typeof value === "bigint"
          ? [[name, value]]
          : [...value.entries()].map(([at, each]) => [`${name}[${at}]`, each]),
      ),
    );
    expect(publicSignals.map((name) => named[name])).to.deep.equal(inputs);
  });

  it("proves that the application can decrypt what was committed", async () => {
    const { verifier, first, ciphertext, upload } = await loadFixture(deployProven);
    expect(await verifier.verify(keyId, first.inputs, first.proof)).to.be.true;
    const opened = await collectBytes(decryptResult({ ...upload, ciphertext: [ciphertext], secretKey }));
    expect(Buffer.from(opened).equals(bytes)).to.be.true;
  });

  it("proves two chunks at once", async () => {
    const { verifier, first, second } = await loadFixture(deployProven);
    const batch = [first.inputs, second.inputs];
    expect(await verifier.verifyBatch(keyId, batch, [first.proof, second.proof])).to.be.true;
    expect(await verifier.verifyBatch(keyId, batch, [second.proof, first.proof])).to.be.false;
    expect(await verifier.verifyBatch(keyId, batch, [first.proof, first.proof])).to.be.false;
  });

  for (const [at, name] of publicSignals.entries()) {
    it(`refuses another ${name} than was proven`, async () => {
      const { verifier, first } = await loadFixture(deployProven);
      const swapped = first.inputs.with(at, first.inputs[at]! + 1n);
      expect(await verifier.verify(keyId, swapped, first.proof)).to.be.false;
    });
  }
});
