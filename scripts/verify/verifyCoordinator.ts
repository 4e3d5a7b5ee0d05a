import { createRequire } from "node:module";

import { getBytes, hexlify } from "ethers";

import type { MusterClient } from "../../sdk/client/musterClient.ts";
import { compare, type Finding } from "./finding.ts";

const ARTIFACT = "../../artifacts/@chainlink/contracts/src/v0.8/vrf/dev/VRFCoordinatorV2_5.sol/VRFCoordinatorV2_5.json";

interface Artifact {
  readonly deployedBytecode: string;
  readonly immutableReferences: Record<string, readonly { readonly start: number; readonly length: number }[]>;
}

/** Whether the coordinator runs Chainlink's code, as its package compiles: byte for byte but for its immutables. */
export async function verifyCoordinator({ deployment, provider }: MusterClient): Promise<Finding[]> {
  const { coordinator } = deployment.addresses;
  const artifact = createRequire(import.meta.url)(ARTIFACT) as Artifact;
  const found = getBytes(await provider.getCode(coordinator));
  const expected = getBytes(artifact.deployedBytecode);
  for (const references of Object.values(artifact.immutableReferences)) {
    for (const { start, length } of references) {
      found.fill(0, start, start + length);
      expected.fill(0, start, start + length);
    }
  }
  return compare(`code of the coordinator ${coordinator}`, hexlify(expected), hexlify(found));
}
