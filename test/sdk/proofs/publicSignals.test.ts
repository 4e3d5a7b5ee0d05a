import { expect } from "chai";
import { type Contract, type ParamType, toBeHex } from "ethers";
import { network } from "hardhat";

import { readManifest } from "../../../scripts/circuits/circuitManifest.ts";
import { readVerifyingKey } from "../../../scripts/circuits/readVerifyingKey.ts";
import { suiteDefaults } from "../../../scripts/deploy/suiteSettings.ts";
import { chunkPosition } from "../../../sdk/cipher/chunkPosition.ts";
import { FIELD_ORDER } from "../../../sdk/cipher/fieldOrder.ts";
import { keyIdOf } from "../../../sdk/proofs/keyIdOf.ts";
import { publicSignals } from "../../../sdk/proofs/publicSignals.ts";
import { createRandom } from "../../helpers/random.ts";

const { ethers } = await network.create();
const random = createRandom("public signals");
const { circuits } = readManifest();

/** For each circuit, the function that makes its inputs of named signals. */
const encoders = { "result-upload": "resultUploadInputs", "inference-mlp": "inferenceMlpInputs" } as const;

describe("public signals", () => {
  let contract: Contract;
  before(async () => {
    contract = (await ethers.deployContract("PublicSignalsMock")) as unknown as Contract;
  });

  it("are those of the manifest in the package, circuit by circuit", () => {
    const listed = Object.entries(circuits).map(([name, entry]) => [name, entry.publicSignals]);
    expect(Object.fromEntries(listed)).to.deep.equal(publicSignals);
  });

  for (const [name, encoder] of Object.entries(encoders)) {
    it(`of ${name} have the manifest's names and order on the chain`, async () => {
      const [tuple] = contract.getFunction(encoder).fragment.inputs;
      const values = new Map<string, bigint>();
      const struct = tuple!.components!.map((component) => valueOf(component, values));

      const inputs: bigint[] = [...(await contract.getFunction(encoder)(struct))];

      const expected = circuits[name]!.publicSignals.map((signal) => values.get(signal));
      expect(inputs.map(String)).to.deep.equal(expected.map(String));
    });
  }

  it("belong to the keys that are registered, one of which the market asks for", () => {
    for (const [name, { keyId }] of Object.entries(circuits)) expect(keyIdOf(readVerifyingKey(name))).to.equal(keyId);
    expect(suiteDefaults.inferenceSampling.circuit).to.equal(circuits["result-upload"]!.keyId);
  });

  it("have one position for a count and an index, and one context for a hash, here and there", async () => {
    const [positionOf, contextOf] = [contract.getFunction("positionOf"), contract.getFunction("contextOf")];
    for (const [chunkCount, index] of [
      [1, 0],
      [11, 10],
      [32_768, 32_767],
    ] as const) {
      expect(await positionOf(chunkCount, index)).to.equal(chunkPosition(chunkCount, index));
    }
    const [small, large] = [random.bits(253), FIELD_ORDER + random.bits(250)];
    expect(await contextOf(toBeHex(small, 32))).to.equal(small);
    expect(await contextOf(toBeHex(large, 32))).to.equal(large - FIELD_ORDER);
  });
});

/** Random values of a struct's field, remembered by the names that signals have. */
function valueOf({ name, arrayLength }: ParamType, values: Map<string, bigint>): bigint | bigint[] {
  const draw = (signal: string) => {
    const value = random.bits(250);
    values.set(signal, value);
    return value;
  };
  if (arrayLength === null) return draw(name);
  return Array.from({ length: arrayLength }, (_, at) => draw(`${name}[${at}]`));
}
