import { Contract, formatEther, type Provider } from "ethers";

import { probeChain } from "./probeChain.ts";
import type { VrfSettings } from "./suiteSettings.ts";

/** Gas of a whole deployment, measured, with a third to spare. */
const DEPLOYMENT_GAS = 96_000_000n;

/** What a preflight looks at. */
export interface PreflightParameters {
  readonly provider: Provider;
  readonly deployer: string;
  readonly vrf: VrfSettings;
}

/** What the chain or the account lacks for a deployment, one sentence each; empty when nothing does. */
export async function preflight({ provider, deployer, vrf }: PreflightParameters): Promise<string[]> {
  const missing = await probeChain(provider);
  const findings = missing.map((feature) => `The chain lacks ${feature}: the suite needs EVM osaka (Fusaka).`);
  const [{ gasPrice }, balance] = await Promise.all([provider.getFeeData(), provider.getBalance(deployer)]);
  const needed = DEPLOYMENT_GAS * (gasPrice ?? 0n);
  if (balance < needed) {
    findings.push(`${deployer} has ${formatEther(balance)}, a deployment takes about ${formatEther(needed)}.`);
  }
  return vrf.kind === "own" ? findings : [...findings, ...(await checkCoordinator(provider, vrf))];
}

async function checkCoordinator(
  provider: Provider,
  { coordinator, keyHash }: { readonly coordinator: string; readonly keyHash: string },
): Promise<string[]> {
  if ((await provider.getCode(coordinator)) === "0x") return [`There is no VRF coordinator at ${coordinator}.`];
  const abi = ["function s_provingKeys(bytes32) view returns (bool exists, uint64 maxGas)"];
  const [isKnown] = await new Contract(coordinator, abi, provider).getFunction("s_provingKeys")(keyHash);
  return isKnown ? [] : [`The coordinator at ${coordinator} does not know the key hash ${keyHash}.`];
}
