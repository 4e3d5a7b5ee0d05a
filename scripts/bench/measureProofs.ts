import { bn254 } from "@noble/curves/bn254.js";
import { getBytes, keccak256, toBeHex } from "ethers";

import { encodeProof } from "../../sdk/proofs/encodeProof.ts";
import { encodeVerifyingKey } from "../../sdk/proofs/encodeVerifyingKey.ts";
import { keyIdOf } from "../../sdk/proofs/keyIdOf.ts";
import { Groth16Verifier__factory, type Groth16Verifier } from "../../typechain-types/index.ts";
import { simulateKey } from "../circuits/simulateKey.ts";
import type { Bench } from "./createBench.ts";
import type { GasSamples } from "./gasSamples.ts";

const SEEDS = 7;
const INPUT_COUNTS = [1, 2, 4] as const;
/** Proofs in a batch; all of them with one input, as budgeted. */
const BATCHES = [8, 32] as const;
const INTRINSIC = 21_000;
/** What a caller pays for a call to an account that is warm. */
const WARM_CALL = 100;

/**
 * Gas of execution: what a market pays that calls the verifier, without the calldata. The key's page is cold. Keys are
 * simulated, since what a proof costs depends on the count of inputs and not on the circuit.
 */
export async function measureProofs(bench: Bench, samples: GasSamples): Promise<void> {
  const draw = createDraw();
  const verifier = await new Groth16Verifier__factory(bench.governor).deploy(bench.overrides);
  await verifier.waitForDeployment();
  for (const inputCount of INPUT_COUNTS) {
    const { key, prove } = simulateKey(inputCount, draw);
    const encoded = encodeVerifyingKey(key);
    const keyId = keyIdOf(encoded);
    await bench.mined(verifier.register(encoded, bench.overrides));
    const makeRow = () => Array.from({ length: inputCount }, draw);

    for (let seed = 0; seed < SEEDS; seed++) {
      const inputs = makeRow();
      const data = verifier.interface.encodeFunctionData("verify", [keyId, inputs, encodeProof(prove(inputs))]);
      samples.add(`proofs.verify@${inputCount}`, await executionOf(bench, verifier, data));
    }
    if (inputCount !== 1) continue;
    for (const size of BATCHES) {
      const rows = Array.from({ length: size }, makeRow);
      const proofs = rows.map((inputs) => encodeProof(prove(inputs)));
      const data = verifier.interface.encodeFunctionData("verifyBatch", [keyId, rows, proofs]);
      const gas = await executionOf(bench, verifier, data);
      samples.add(`proofs.verifyBatch.perProof@${size}`, Math.round(gas / size));
    }
  }
}

async function executionOf(bench: Bench, verifier: Groth16Verifier, data: string): Promise<number> {
  const answer = await bench.governor.call({ to: verifier, data });
  if (BigInt(answer) !== 1n) throw new Error("A measured proof does not hold.");
  const sending = bench.governor.sendTransaction({ to: verifier, data, ...bench.overrides });
  const calldata = getBytes(data).reduce((sum, byte) => sum + (byte === 0 ? 4 : 16), 0);
  return (await bench.gasOf(sending as never)) - INTRINSIC - calldata + WARM_CALL;
}

/** Scalars that are the same in every run. */
function createDraw(): () => bigint {
  let count = 0;
  return () => (BigInt(keccak256(toBeHex(++count, 32))) % (bn254.fields.Fr.ORDER - 1n)) + 1n;
}
