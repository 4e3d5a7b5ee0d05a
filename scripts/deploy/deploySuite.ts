import { type Provider, ZeroAddress } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";

import type { Deployment } from "../../sdk/client/deployment.ts";
import { publicKeyOf } from "../../sdk/vrf/publicKeyOf.ts";
import { keyIdOf } from "../../sdk/proofs/keyIdOf.ts";
import { vrfKeyHash } from "../../sdk/vrf/vrfKeyHash.ts";
import { readManifest } from "../circuits/circuitManifest.ts";
import { readVerifyingKey } from "../circuits/readVerifyingKey.ts";
import { jobsModule } from "./modules/jobs.ts";
import { vrfCoordinatorModule } from "./modules/vrfCoordinator.ts";
import { probeChain } from "./probeChain.ts";
import { type SuiteSettings, suiteDefaults } from "./suiteSettings.ts";

/**
 * Deploys the suite and returns where it lives. Running it again on the same chain resumes from the journal.
 *
 * @param connection The network, as Hardhat hands it out.
 * @param settings What differs from `suiteDefaults`; `vrf` says whether Chainlink's coordinator is deployed as well.
 * @param deploymentId Folder under `deployments/` that keeps journal and addresses; none for simulated networks.
 * @throws {Error} when the chain lacks a feature of EVM `osaka`, which it names.
 */
export async function deploySuite(
  { ethers, ignition }: NetworkConnection,
  settings: SuiteSettings,
  deploymentId?: string,
): Promise<Deployment> {
  const provider = ethers.provider as unknown as Provider;
  const missing = await probeChain(provider);
  if (missing.length > 0) {
    throw new Error(`This chain lacks ${missing.join(", ")}. The suite needs a chain with EVM osaka (Fusaka).`);
  }
  const options = deploymentId === undefined ? {} : { deploymentId };
  const fromBlock = await provider.getBlockNumber();
  const { coordinator, keyHash } = await prepareCoordinator();

  const prices = { ...suiteDefaults.attestation, ...settings.attestation };
  const { definitionDeposit, challengeBond, sealBountyPerSeat } = prices;
  const { maxAge, grace } = { ...suiteDefaults.committees, ...settings.committees };
  const availability = { ...suiteDefaults.availability, ...settings.availability };
  const witnesses = { ...suiteDefaults.witnesses, ...settings.witnesses };
  const digitKey = readVerifyingKey("inference-mlp");
  const suite = await ignition.deploy(jobsModule, {
    ...options,
    parameters: {
      Muster: {
        coordinator,
        stakeCurrency: settings.stakeCurrency ?? suiteDefaults.stakeCurrency,
        unbondingPeriod: settings.unbondingPeriod ?? suiteDefaults.unbondingPeriod,
        committeeMaxAge: maxAge,
        committeeGrace: grace,
        beaconSettings: { ...suiteDefaults.beacon, ...settings.beacon, keyHash },
        ...(settings.treasury === undefined ? {} : { treasury: settings.treasury }),
      },
      Attestation: {
        // The center fills in itself as the market.
        poolTerms: { market: ZeroAddress, ...suiteDefaults.attestationPool, ...settings.attestationPool },
        prices: { definitionDeposit, challengeBond },
        sealBountyPerSeat,
      },
      Availability: { maxRootAge: availability.maxRootAge, resultHash: availability.resultHash },
      Inference: {
        poolTerms: { market: ZeroAddress, ...suiteDefaults.inferencePool, ...settings.inferencePool },
        periods: { ...suiteDefaults.inferencePeriods, ...settings.inferencePeriods },
        sampling: { ...suiteDefaults.inferenceSampling, ...settings.inferenceSampling },
      },
      Jobs: {
        poolTerms: { market: ZeroAddress, ...suiteDefaults.jobPool, ...settings.jobPool },
        settings: { ...suiteDefaults.jobs, ...settings.jobs },
        witnessTerms: { market: ZeroAddress, ...suiteDefaults.witnessPool, ...settings.witnessPool },
        witnessReporterBps: witnesses.reporterBps,
        witnessLiability: witnesses.liability,
      },
      Digits: {
        uploadKey: { ...readVerifyingKey("result-upload") },
        digitKey: { ...digitKey },
        digitKeyId: keyIdOf(digitKey),
        // Everybody can forge proofs for development keys; they are for chains of one's own.
        isVetted: settings.vrf.kind === "own" || readManifest().ceremony.kind === "public",
      },
    },
  });

  const addresses = Object.entries(suite).map(async ([role, contract]) => [role, await contract.getAddress()]);
  const { chainId } = await provider.getNetwork();
  return {
    chainId: Number(chainId),
    fromBlock,
    addresses: { ...Object.fromEntries(await Promise.all(addresses)), coordinator } as Deployment["addresses"],
  };

  async function prepareCoordinator(): Promise<{ coordinator: string; keyHash: string }> {
    if (settings.vrf.kind === "existing") return settings.vrf;
    const publicKey = publicKeyOf(settings.vrf.secretKey);
    const deployed = await ignition.deploy(vrfCoordinatorModule, {
      ...options,
      parameters: { VrfCoordinator: { publicKey: [...publicKey], maxGasPrice: settings.vrf.maxGasPrice } },
    });
    return { coordinator: await deployed.coordinator.getAddress(), keyHash: vrfKeyHash(publicKey) };
  }
}
