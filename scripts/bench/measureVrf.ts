import { getBytes, id } from "ethers";

import { vrfProofStruct } from "../../sdk/inference/vrfProofStruct.ts";
import { proveVrf } from "../../sdk/vrf/proveVrf.ts";
import { publicKeyOf } from "../../sdk/vrf/publicKeyOf.ts";
import { EcVrf__factory } from "../../typechain-types/index.ts";
import type { Bench } from "./createBench.ts";
import type { GasSamples } from "./gasSamples.ts";

/** The work of a proof hangs on luck, so the mean wants many. */
const PROOFS = 50;
const SECRET_KEY = 0x6d75737465722d62656e6368n;
const INTRINSIC = 21_000;
/** What a caller pays for a call to an account that is warm. */
const WARM_CALL = 100;

/** Gas of execution of an application's own random function: what a market pays that calls the verifier. */
export async function measureVrf(bench: Bench, samples: GasSamples): Promise<void> {
  const vrf = EcVrf__factory.connect(await bench.inference.vrf(), bench.governor);
  const [x, y] = publicKeyOf(SECRET_KEY);
  for (let proof = 0; proof < PROOFS; proof++) {
    const seed = BigInt(id(`muster.bench.vrf.${proof}`));
    const struct = vrfProofStruct(proveVrf({ secretKey: SECRET_KEY, seed }));
    const data = vrf.interface.encodeFunctionData("outputOf", [[x, y], seed, struct]);
    const sending = bench.governor.sendTransaction({ to: vrf, data, ...bench.overrides });
    const calldata = getBytes(data).reduce((sum, byte) => sum + (byte === 0 ? 4 : 16), 0);
    samples.add("beacon.ecvrf", (await bench.gasOf(sending as never)) - INTRINSIC - calldata + WARM_CALL);
  }
}
