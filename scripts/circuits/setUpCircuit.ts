import { randomBytes } from "node:crypto";

import * as snarkjs from "snarkjs";

const ITERATIONS = 10;

/** Of which circuit, from which powers, with whose help. */
export interface SetUpCircuitParameters {
  readonly r1cs: string;
  readonly ptau: string;
  /** Where the key goes. */
  readonly zkey: string;
  /** Names of those who contribute here, each with fresh entropy that is forgotten at once. */
  readonly contributors: readonly string[];
  /** Hex: the last contribution. */
  readonly beacon: string;
  readonly beaconName: string;
  readonly report: (step: string) => void;
}

/** Phase 2: makes a circuit's key. */
export async function setUpCircuit(parameters: SetUpCircuitParameters): Promise<void> {
  const { r1cs, ptau, zkey, contributors, beacon, beaconName, report } = parameters;
  let current = `${zkey}.0`;
  report("phase 2 begins");
  await snarkjs.zKey.newZKey(r1cs, ptau, current);
  for (const [at, name] of contributors.entries()) {
    const next = `${zkey}.${at + 1}`;
    report(`${name} contributes`);
    await snarkjs.zKey.contribute(current, next, name, randomBytes(64).toString("hex"));
    current = next;
  }
  report("the beacon closes phase 2");
  await snarkjs.zKey.beacon(current, zkey, beaconName, beacon, ITERATIONS);
}
