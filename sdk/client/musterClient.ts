import type { ContractRunner, Provider } from "ethers";

import {
  AttestationCenter__factory,
  ConsensusElection__factory,
  PriorityElection__factory,
  RandomElection__factory,
  RoundRobinElection__factory,
  SealBounties__factory,
  ChainlinkBeacon__factory,
  Committees__factory,
  DataAvailability__factory,
  DigitVerifier__factory,
  DeviceAttestation__factory,
  DispatchLens__factory,
  Dispatcher__factory,
  Escrow__factory,
  Groth16Verifier__factory,
  InferenceLens__factory,
  InferenceMarket__factory,
  JobMarket__factory,
  JobTemplates__factory,
  OperatorRegistry__factory,
  ReceiptRoots__factory,
  ReputationLedger__factory,
  Witnesses__factory,
} from "../../typechain-types/index.ts";
import type {
  AttestationCenter,
  ConsensusElection,
  PriorityElection,
  RandomElection,
  RoundRobinElection,
  SealBounties,
  ChainlinkBeacon,
  Committees,
  DataAvailability,
  DigitVerifier,
  DeviceAttestation,
  DispatchLens,
  Dispatcher,
  Escrow,
  Groth16Verifier,
  InferenceLens,
  InferenceMarket,
  JobMarket,
  JobTemplates,
  OperatorRegistry,
  ReceiptRoots,
  ReputationLedger,
  Witnesses,
} from "../../typechain-types/index.ts";
import { BaseError } from "../errors/baseError.ts";
import type { Deployment } from "./deployment.ts";

/** A deployment of the suite, seen by one account: the first argument of every function of the package. */
export interface MusterClient {
  readonly deployment: Deployment;
  /** Who signs; a provider alone can only read. */
  readonly runner: ContractRunner;
  readonly provider: Provider;
  readonly escrow: Escrow;
  readonly registry: OperatorRegistry;
  readonly beacon: ChainlinkBeacon;
  readonly reputation: ReputationLedger;
  readonly dispatcher: Dispatcher;
  readonly lens: DispatchLens;
  readonly committees: Committees;
  readonly center: AttestationCenter;
  readonly sealBounties: SealBounties;
  readonly roundRobinElection: RoundRobinElection;
  readonly randomElection: RandomElection;
  readonly stakeElection: PriorityElection;
  readonly reputationElection: PriorityElection;
  readonly consensusElection: ConsensusElection;
  readonly availability: DataAvailability;
  readonly proofs: Groth16Verifier;
  readonly inference: InferenceMarket;
  readonly inferenceLens: InferenceLens;
  readonly devices: DeviceAttestation;
  readonly witnesses: Witnesses;
  readonly receipts: ReceiptRoots;
  readonly jobTemplates: JobTemplates;
  readonly jobs: JobMarket;
  readonly digitVerifier: DigitVerifier;
}

/** What a client is made from. */
export interface CreateMusterClientParameters {
  readonly deployment: Deployment;
  readonly runner: ContractRunner;
}

/**
 * Connects an account to a deployment.
 *
 * @throws {BaseError} `CLIENT_WITHOUT_PROVIDER` when the runner has no provider.
 */
export function createMusterClient({ deployment, runner }: CreateMusterClientParameters): MusterClient {
  const { provider } = runner;
  if (!provider) throw new BaseError("CLIENT_WITHOUT_PROVIDER", "The runner has no provider: connect it to a chain.");

  const { addresses } = deployment;
  return {
    deployment,
    runner,
    provider,
    escrow: Escrow__factory.connect(addresses.escrow, runner),
    registry: OperatorRegistry__factory.connect(addresses.registry, runner),
    beacon: ChainlinkBeacon__factory.connect(addresses.beacon, runner),
    reputation: ReputationLedger__factory.connect(addresses.reputation, runner),
    dispatcher: Dispatcher__factory.connect(addresses.dispatcher, runner),
    lens: DispatchLens__factory.connect(addresses.lens, runner),
    committees: Committees__factory.connect(addresses.committees, runner),
    center: AttestationCenter__factory.connect(addresses.center, runner),
    sealBounties: SealBounties__factory.connect(addresses.sealBounties, runner),
    roundRobinElection: RoundRobinElection__factory.connect(addresses.roundRobinElection, runner),
    randomElection: RandomElection__factory.connect(addresses.randomElection, runner),
    stakeElection: PriorityElection__factory.connect(addresses.stakeElection, runner),
    reputationElection: PriorityElection__factory.connect(addresses.reputationElection, runner),
    consensusElection: ConsensusElection__factory.connect(addresses.consensusElection, runner),
    availability: DataAvailability__factory.connect(addresses.availability, runner),
    proofs: Groth16Verifier__factory.connect(addresses.proofs, runner),
    inference: InferenceMarket__factory.connect(addresses.inference, runner),
    inferenceLens: InferenceLens__factory.connect(addresses.inferenceLens, runner),
    devices: DeviceAttestation__factory.connect(addresses.devices, runner),
    witnesses: Witnesses__factory.connect(addresses.witnesses, runner),
    receipts: ReceiptRoots__factory.connect(addresses.receipts, runner),
    jobTemplates: JobTemplates__factory.connect(addresses.jobTemplates, runner),
    jobs: JobMarket__factory.connect(addresses.jobs, runner),
    digitVerifier: DigitVerifier__factory.connect(addresses.digitVerifier, runner),
  };
}
